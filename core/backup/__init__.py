"""Backing up an installation, database and files, and restoring it."""
