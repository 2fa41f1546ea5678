"""Services of the administration pages that belong to no other feature."""
