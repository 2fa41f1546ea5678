"""The subcommands of ``ventanilla``, a module each, imported when they are called."""
