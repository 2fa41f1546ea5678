"""The portal's own forms, by noun."""
