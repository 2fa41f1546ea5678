"""The core's features. What each brings says its ``feature.py``, as a plugin's ``plugin.py`` does.

Their pages, their settings and their kinds of activity stand in this order.
"""

FEATURES = (
    "core.web",
    "core.monitoring",
    "core.sign_in",
    "core.identity",
    "core.impersonation",
    "core.people",
    "core.cases",
    "core.cases.web",
    "core.files",
    "core.mail",
    "core.plugin",
    "core.tenancy",
    "core.admin",
    "core.activity",
    "core.presets",
    "core.fields",
    "core.undo",
)
