"""Validating the values of a case before anything is written."""
