"""The agents' desk: staff find cases, answer them, note things and change fields."""
