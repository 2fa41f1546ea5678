"""What every tenant has, whatever is switched on."""
