"""Tells another system what happens to cases."""
