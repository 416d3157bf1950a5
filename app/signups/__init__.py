"""How a crew comes to be: asking, inviting, accepting, waiting in line, offers, switching and leaving."""
