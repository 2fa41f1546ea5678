"""What the studio can do with a tenant's forms."""
