"""One folder per feature that a tenant switches on or off."""
