"""What the desk does that no other feature shares, by noun."""
