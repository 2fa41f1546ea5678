"""The email channel's own forms."""
