"""The tables of people, one module per noun."""
