"""What staff may do with webhooks."""

SEE = "webhook:see"
"""See where deliveries go."""
