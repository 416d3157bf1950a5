"""Who takes part: persons, the home teams they come from, and how a program or a browser proves to be one of them."""
