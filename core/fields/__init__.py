"""The tenant's own fields and forms: drafted in the studio, published, restored."""
