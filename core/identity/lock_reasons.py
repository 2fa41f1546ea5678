"""Why accounts are locked and unlocked: codes that last, in words that the tenant chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.identity.models.person import TOO_MANY_FAILURES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from core.scope import Scope

_ = TranslationStringFactory("core")

# What a tenant has that chose none of its own.
LOCKING = {
    "privacy": _("The privacy of the account may be compromised"),
    "misuse": _("The customer misuses the system"),
    "leaving": _("The customer wants to leave, but not to delete the account"),
}
UNLOCKING = {
    "privacy_restored": _("The privacy of the account is no longer compromised"),
    "ten_failures": _("Locked after ten failed attempts to sign in"),
    "rejoins": _("The customer wants to join again"),
}
# What the product itself says, or said before there were reasons to choose.
BY_ITSELF = {
    TOO_MANY_FAILURES: _("too many wrong passwords"),
    "password_changed": _("a new password"),
    "date_reached": _("its date has come"),
    "staff": _("a decision of staff"),
}
_SHIPPED = {**LOCKING, **UNLOCKING, **BY_ITSELF}


def lock_reasons(scope: Scope) -> dict[str, str]:
    """Return what staff choose from when they lock somebody: code -> words for the reader."""
    return _choices(scope, "lock_reasons")


def unlock_reasons(scope: Scope) -> dict[str, str]:
    """Return what staff choose from when they unlock somebody: code -> words for the reader."""
    return _choices(scope, "unlock_reasons")


def name_reason(scope: Scope, code: str) -> str:
    """Say a reason in the reader's language; the code itself if nobody has words for it."""
    own = {**unlock_reasons(scope), **lock_reasons(scope)}
    return own.get(code) or scope.translate(_SHIPPED.get(code, code))


def _choices(scope: Scope, setting: str) -> dict[str, str]:
    entries = scope.tenant.settings("identity")[setting]
    return {entry["code"]: _words(scope, entry) for entry in entries}


def _words(scope: Scope, entry: Mapping[str, Any]) -> str:
    """Return the tenant's words in the reader's language, ours, or its own in its first one."""
    code: str = entry["code"]
    own: str = entry.get(scope.locale) or ""
    if own:
        return own
    shipped = _SHIPPED.get(code)
    if shipped is not None:
        return scope.translate(shipped)
    return entry.get(scope.tenant.default_locale) or code
