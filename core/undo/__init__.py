"""Taking back what one click changed for everybody."""
