"""The processes of an installation: the supervisor, the web servers and the workers."""
