"""Fixtures for everyone who tests a plugin, ours included: pytest finds them by itself."""
