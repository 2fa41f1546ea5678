"""What the portal does that no other feature shares, by noun."""
