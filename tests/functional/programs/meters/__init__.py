"""A plugin to which programs report."""
