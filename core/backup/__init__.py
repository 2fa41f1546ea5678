"""Saving an installation, database and files, and bringing it back."""
