"""A tenant's configuration as text: presets, export, comparison and import."""
