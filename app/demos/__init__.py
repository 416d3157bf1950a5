"""What crews show: the running order of a week, and each demo's mode, links and recording."""
