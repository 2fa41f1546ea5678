"""What the plugin lets staff do."""

EDIT = "macros:edit"
