"""The built-in kinds of fields, a module per family."""
