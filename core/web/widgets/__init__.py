"""Accessible Deform widgets: labelled, described, shared between requests."""
