"""A plugin that misbehaves in whatever way a test asks for, in every hook."""
