"""The rules of ``ventanilla plugin check``: a module per thing that is looked at."""
