"""Ways to sign in with what the company already has."""
