"""The desk's own forms."""
