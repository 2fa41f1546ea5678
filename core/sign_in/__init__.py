"""The doors at which people prove who they are: staff's, and what the portal's share with them."""
