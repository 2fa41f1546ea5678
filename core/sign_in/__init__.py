"""Signing in: the pages for staff, and what they share with the portal's."""
