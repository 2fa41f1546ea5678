"""A plugin that behaves, beside the hostile one: what it gives must always be there."""
