"""Takes in the records of earlier events, from CSV folders and from dribdat."""
