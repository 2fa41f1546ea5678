"""The activity log of one contact: reading it, keeping it for its time, taking it along."""
