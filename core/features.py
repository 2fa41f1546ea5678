"""The core's features that have pages, in the order in which they are added."""

FEATURES = (
    "core.web",
    "core.entrance",
    "core.cases.web",
    "core.fields",
    "core.undo",
    "core.admin",
)
