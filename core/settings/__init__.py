"""The settings of an installation, from its environment or a file."""
