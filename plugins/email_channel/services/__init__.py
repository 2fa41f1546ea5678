"""What the email channel does, by noun."""
