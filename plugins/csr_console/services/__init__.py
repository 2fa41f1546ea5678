"""What the console does, by noun."""
