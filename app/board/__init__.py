"""What is shown together: the board, a pitch with its crew, my week, and what the reader can do."""
