"""The pages of a demo."""
