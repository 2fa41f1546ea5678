"""A plugin with a small table and the pages for it."""
