"""Every open case has a time by which it is due."""
