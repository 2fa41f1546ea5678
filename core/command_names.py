"""The names of ``ventanilla``'s own commands, known without importing any of them."""

TOP = "ventanilla"  # the group of all

# Name -> what it does.
COMMANDS = {
    "activity": "Look after the record of who did what.",
    "backup": "Save the database and the files.",
    "config": "Export, compare and import a tenant's configuration.",
    "db": "Bring the database up to date, or check it.",
    "demo": "Show everything, with four organisations and their data.",
    "doctor": "Check the installation and say what to do.",
    "jobs": "Look at the jobs, run one, let some be tried again, drop some.",
    "mail": "Look at the mails, and send some again.",
    "plugin": "List, enable, disable and remove plugins; make and check new ones.",
    "restore": "Bring a backup back.",
    "serve": "Serve the web pages.",
    "staff": "Create members of staff.",
    "tenant": "Create and list tenants, and give them hosts.",
    "worker": "Run jobs (with a broker).",
}
# Those that have commands below them, to which plugins add more.
GROUPS = {
    "activity": ("verify",),
    "config": ("diff", "export", "import", "undo"),
    "db": ("check", "upgrade"),
    "jobs": ("drop", "list", "retry", "run"),
    "mail": ("list", "resend"),
    "plugin": (
        *("check", "commands", "disable", "enable", "list", "migration", "new", "remove"),
        "texts",
    ),
    "staff": ("create",),
    "tenant": ("create", "host", "list", "reencrypt", "show"),
}
