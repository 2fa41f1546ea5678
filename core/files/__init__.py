"""Uploaded files: checked, stored once per tenant, and staged until a case claims them."""
