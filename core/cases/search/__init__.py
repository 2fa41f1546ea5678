"""Indexing cases, and finding them by text, number and field values."""
