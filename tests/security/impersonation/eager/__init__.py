"""A plugin that writes whenever it is looked at, in every way there is."""
