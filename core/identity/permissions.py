"""What staff may do, and which built-in role may do it. Plugins add theirs by their manifest."""

from collections.abc import Iterable

from translationstring import TranslationStringFactory

from core.plugin.manifest import Permission

_ = TranslationStringFactory("core")

ADMIN, AGENT, CSR = "admin", "agent", "csr"
ROLES = {
    ADMIN: _("Administrator"),
    AGENT: _("Agent"),
    CSR: _("Customer service representative"),
}

# What a contact holds who may, for some account at least, see its cases or file some: portals offer
# that list, and that choice, only then.
READ_ACCOUNT_CASES = "account_cases:read"
FILE_ACCOUNT_CASES = "account_cases:file"

CORE_PERMISSIONS = (
    Permission(name="cases:read", title=_("See cases"), roles=frozenset({AGENT, CSR})),
    Permission(name="cases:answer", title=_("Answer cases"), roles=frozenset({AGENT})),
    Permission(name="cases:change", title=_("Change cases"), roles=frozenset({AGENT})),
    Permission(
        name="contacts:read", title=_("See contacts and accounts"), roles=frozenset({AGENT, CSR})
    ),
    Permission(
        name="contacts:change",
        title=_("Change contacts and accounts"),
        roles=frozenset({AGENT, CSR}),
    ),
    Permission(name="people:manage", title=_("Manage staff and their roles")),
    Permission(name="fields:design", title=_("Design fields and forms")),
    Permission(name="plugins:switch", title=_("Switch plugins on and off")),
    Permission(name="settings:change", title=_("Change the organisation's settings")),
    Permission(name="audit:read", title=_("Read the activity log")),
)


def permissions_of(roles: Iterable[str], of_plugins: Iterable[Permission] = ()) -> frozenset[str]:
    """Return the names of what these roles may do. An administrator may do everything.

    :param of_plugins: what the tenant's enabled plugins offer
    """
    held = frozenset(roles)
    return frozenset(
        permission.name
        for permission in (*CORE_PERMISSIONS, *of_plugins)
        if ADMIN in held or held & permission.roles
    )
