"""Ideas offered for a week: from draft to outcome, with their leads, labels, comments and who is interested."""
