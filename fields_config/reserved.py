"""Keys that a tenant's own field can't have: the product uses these names for something else.

Names that begin with ``_`` are no keys at all, so pages use such for what is theirs alone.
"""

# What pages post beside fields, or read from their addresses.
_POSTED = (
    *("add", "asks", "assignee", "csrf_token", "default", "delete", "down", "drop", "effect"),
    *("file", "keys", "leave", "level", "lock", "name", "next", "note", "on", "operator", "order"),
    *("password", "publish", "reactivate", "refresh", "remove", "reopen", "reorder", "restore"),
    *("retire", "revision", "save", "submit", "take", "text", "theme", "translate", "try"),
    *("undo", "unlock", "up", "upload", "version"),
)
_ASKED = (
    *("after", "before", "changed", "contact", "kind", "language", "page", "place", "q"),
    *("search", "tab", "type", "under", "view"),
)
# Columns, and what the core's own fields of cases are called, should a form be without one.
_STORED = (
    *(
        "account_id",
        "assignee_id",
        "closed_at",
        "confirmed_cc",
        "contact_id",
        "created_at",
        "custom",
        "email_key",
        "folded",
    ),
    *("form_version", "id", "identifier_key", "is_incomplete", "number", "parent_id"),
    "public_updated_at",
    *("state", "tenant_id"),
    *("updated_at", "username_key"),
    *("account", "cc", "channel", "files", "message", "priority", "product", "status", "subject"),
)
_ADDRESSES = ("new", "preview", "review", "versions")  # of the studio, beside those of fields

RESERVED_KEYS = frozenset((*_POSTED, *_ASKED, *_STORED, *_ADDRESSES))
