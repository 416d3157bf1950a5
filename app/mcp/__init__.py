"""Assistants' way in: tools and resources after the Model Context Protocol, with the same tokens and policies as the API."""
