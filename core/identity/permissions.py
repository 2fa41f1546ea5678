"""The built-in roles, and what they may do: features and plugins say so in their manifests."""

from collections.abc import Iterable

from translationstring import TranslationStringFactory

from core.plugin.manifest import Permission

_ = TranslationStringFactory("core")

# Helping contacts back in; and also while the address that they sign in with has just changed.
RECOVER, RECOVER_HELD = "contacts:recover", "contacts:recover_held"
ADMIN, AGENT, CSR = "admin", "agent", "csr"
ROLES = {
    ADMIN: _("Administrator"),
    AGENT: _("Agent"),
    CSR: _("Customer service representative"),
}

# What members of staff hold who may see the portal as a customer sees it.
IMPERSONATE = "contacts:impersonate"

# What a contact holds who may, for some account at least, see its cases or file some: portals offer
# that list, and that choice, only then.
READ_ACCOUNT_CASES = "account_cases:read"
FILE_ACCOUNT_CASES = "account_cases:file"


def permissions_of(roles: Iterable[str], offered: Iterable[Permission]) -> frozenset[str]:
    """Return the names of what these roles may do. An administrator may do everything.

    :param offered: what there is: of the core's features, and of the tenant's enabled plugins
    """
    held = frozenset(roles)
    return frozenset(
        permission.name for permission in offered if ADMIN in held or held & permission.roles
    )
