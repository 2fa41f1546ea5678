"""Deform widgets that everyone can use: labelled, described, kept between requests."""
