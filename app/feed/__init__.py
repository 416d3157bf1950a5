"""The change feed and the activity of a week: the log, as far as the reader may see it."""
