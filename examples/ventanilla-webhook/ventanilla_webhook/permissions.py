"""What staff may do with webhooks."""

SEE_KEY = "webhook:see_key"
"""See the key that deliveries are signed with."""
