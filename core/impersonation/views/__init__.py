"""The views of impersonation."""
