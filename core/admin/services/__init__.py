"""What an admin can change that belongs to no other feature."""
