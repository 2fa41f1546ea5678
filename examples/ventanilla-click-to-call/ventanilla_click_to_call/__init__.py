"""A link beside a contact's telephone calls it."""
