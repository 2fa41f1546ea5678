"""A kind of field for time spent."""
