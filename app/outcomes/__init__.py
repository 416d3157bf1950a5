"""What became of a pitch: recorded by its crew, kept current long after, pulled by other programs."""
