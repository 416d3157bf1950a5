"""Finding pitches, outcomes and people by words."""
