"""Checking what a case is to hold, before anything is written."""
