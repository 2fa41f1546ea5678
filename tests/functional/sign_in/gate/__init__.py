"""A plugin with a part in signing in: a second factor, a directory, and objections."""
