"""What people are writing, kept until they send it."""
