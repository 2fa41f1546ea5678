"""A whole feature: what a third party writes to lend devices to customers."""
