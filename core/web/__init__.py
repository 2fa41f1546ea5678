"""HTTP: what a request is, who may make it, and what pages have in common."""
