"""Staff's pages about signing in and about themselves."""
