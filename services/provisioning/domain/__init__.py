"""What is true in data production: pure functions, standard library only."""
