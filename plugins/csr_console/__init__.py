"""The customer service console: whoever calls is found, checked, helped and protected."""
