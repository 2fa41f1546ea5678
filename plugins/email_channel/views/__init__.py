"""The email channel's pages, by noun."""
