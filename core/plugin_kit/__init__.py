"""For people who write plugins: a new one to begin with, and a check before it is published."""
