"""What happened, in order: the audit trail, the activity list and the feed, as one append-only record."""
