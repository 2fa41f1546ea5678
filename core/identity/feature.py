"""People and sign-in, as the rest of the core sees them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.fields.services.history import name_fields
from core.identity.lock_reasons import name_reason
from core.identity.permissions import AGENT, CSR, RECOVER, RECOVER_HELD, ROLES
from core.identity.services.locks import LOCK_KINDS
from core.identity.settings import PasswordSettings
from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind
from core.plugin.manifest import Permission, PluginManifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_contact_fields(scope: Scope, data: Mapping[str, Any]) -> str:
    return ", ".join(name_fields(scope, "contact", data["fields"]))


def _name_account_fields(scope: Scope, data: Mapping[str, Any]) -> str:
    return ", ".join(name_fields(scope, "account", data["fields"]))


def _name_lock_reason(scope: Scope, data: Mapping[str, Any]) -> str:
    return name_reason(scope, data["reason"])


def _name_former_reason(scope: Scope, data: Mapping[str, Any]) -> str:
    return name_reason(scope, data["was"])


def _say_until(scope: Scope, data: Mapping[str, Any]) -> str:
    until = datetime.fromisoformat(data["until"])
    return scope.translator.moment(until, scope.tenant.time_zone, "short")


WHO = ActivityDetail(key="who", label=_("Whom"), staff_only=True)
PERSON = ActivityDetail(
    key="person",
    label=_("Who tried"),
    words={"contact": _("Contact"), "staff": _("Staff")},
    staff_only=True,
)
STAFF = ActivityDetail(key="staff_id", label=_("Member of staff"), staff_only=True)
ENDED = ActivityDetail(key="ended", label=_("Signed out everywhere"))
ACCOUNT = ActivityDetail(key="account_id", label=_("Account"))
NAME = ActivityDetail(key="name", label=_("Name"))
STAFF_ROLES = ActivityDetail(key="roles", label=_("Roles"), words=ROLES)
ACTIVE = ActivityDetail(key="active", label=_("Works here"))
IS_MEMBER = ActivityDetail(key="is_member", label=_("Belongs to the account"))
BY_SELF = ActivityDetail(key="by_self", label=_("Registered without help"))
FIELDS = ActivityDetail(key="fields", label=_("Fields"), describe=_name_contact_fields)
ACCOUNT_FIELDS = ActivityDetail(key="fields", label=_("Fields"), describe=_name_account_fields)
WHAT = ActivityDetail(
    key="what",
    label=_("Changed"),
    words={"language": _("Language"), "time_zone": _("Time zone")},
)
LOCK = ActivityDetail(key="lock", label=_("Kind"), words=LOCK_KINDS)
REASON = ActivityDetail(key="reason", label=_("Reason"), describe=_name_lock_reason)
WAS = ActivityDetail(key="was", label=_("Reason of the lock"), describe=_name_former_reason)
UNTIL = ActivityDetail(key="until", label=_("Until"), describe=_say_until)
NOTE = ActivityDetail(key="note", label=_("Note"), staff_only=True)
DEVICE = ActivityDetail(key="device", label=_("Browser"))
SOURCE = ActivityDetail(key="source", label=_("Came from"))
PURPOSE = ActivityDetail(
    key="purpose",
    label=_("Purpose"),
    words={
        "address": _("proof of a new address"),
        "code": _("code for a new password"),
        "invite": _("invitation"),
        "password": _("one-time password"),
        "phone_code": _("code read out on the telephone"),
        "recover": _("link for a new password"),
        "undo": _("link back to the old address"),
        "complete": _("link to complete a case"),
        "verify": _("proof of an address"),
        "welcome": _("welcome"),
    },
)
WHY = ActivityDetail(
    key="why",
    label=_("Reason"),
    words={
        "address": _("the address was changed"),
        "locked": _("the account was locked"),
        "password": _("a new password"),
        "staff": _("a decision of staff"),
    },
)

# What customers see among their own activity.
_seen = partial(ActivityKind, staff_only=False)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="identity",
        title=_("People and sign-in"),
        package="core.identity",
        settings_schema=PasswordSettings,
        permissions=(
            Permission(
                name="contacts:read",
                title=_("See contacts and accounts"),
                roles=frozenset({AGENT, CSR}),
            ),
            Permission(
                name="contacts:change",
                title=_("Change contacts and accounts"),
                roles=frozenset({AGENT, CSR}),
            ),
            Permission(
                name=RECOVER,
                title=_("Help contacts recover their access"),
                roles=frozenset({CSR}),
            ),
            Permission(
                name=RECOVER_HELD,
                title=_("Recover access within a day after the address was changed"),
            ),
            Permission(name="people:manage", title=_("Manage staff and their roles")),
        ),
        mails={
            "account_changed": _("notice of changed access"),
            "address_changed": _("notice of a changed address"),
            "invite": _("invitation"),
            "locked_by_failures": _("notice of a lock after wrong passwords"),
            "known_address": _("notice that the address is known"),
            "new_address": _("proof of a new address"),
            "password_changed": _("notice of a changed password"),
            "recover_code": _("code for a new password"),
            "recover_held": _("notice that access can't be recovered yet"),
            "recover_link": _("link for a new password"),
            "recover_password": _("one-time password"),
            "verify": _("proof of an address"),
            "welcome": _("welcome"),
        },
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        _seen(name="login", title=_("Signed in"), details=(DEVICE, SOURCE), group="access"),
        _seen(
            name="login_failed",
            title=_("Sign-in failed"),
            details=(PERSON, STAFF, SOURCE),
            group="access",
        ),
        _seen(name="logout", title=_("Signed out"), group="access"),
        _seen(
            name="password_changed", title=_("Password changed"), details=(WHO,), group="passwords"
        ),
        _seen(
            name="password_refused",
            title=_("Wrong current password"),
            details=(ENDED,),
            group="passwords",
        ),
        _seen(
            name="link_sent", title=_("Link sent"), details=(WHO, STAFF, PURPOSE), group="passwords"
        ),
        _seen(name="code_sent", title=_("Code sent"), details=(WHO, PURPOSE), group="passwords"),
        _seen(
            name="code_made", title=_("Recovery code made"), details=(PURPOSE,), group="passwords"
        ),
        _seen(name="code_refused", title=_("Wrong code"), details=(SOURCE,), group="passwords"),
        _seen(
            name="secret_used",
            title=_("Link or code used"),
            details=(PURPOSE,),
            group="passwords",
        ),
        _seen(
            name="secret_revoked",
            title=_("Link or code revoked"),
            details=(PURPOSE, WHY),
            group="passwords",
        ),
        _seen(
            name="locked",
            title=_("Locked"),
            details=(WHO, LOCK, UNTIL, REASON, NOTE),
            group="locks",
        ),
        _seen(name="unlocked", title=_("Unlocked"), details=(REASON, WAS, NOTE), group="locks"),
        _seen(
            name="contact_created", title=_("Contact created"), details=(BY_SELF,), group="profile"
        ),
        _seen(name="address_works", title=_("Mails arrive again"), group="mail"),
        _seen(name="contact_verified", title=_("Address verified"), group="profile"),
        _seen(
            name="profile_changed", title=_("Profile changed"), details=(FIELDS,), group="profile"
        ),
        _seen(
            name="preference_changed",
            title=_("Preference changed"),
            details=(WHAT,),
            group="profile",
        ),
        ActivityKind(name="account_created", title=_("Account created"), details=(ACCOUNT,)),
        ActivityKind(
            name="account_changed",
            title=_("Account changed"),
            details=(ACCOUNT, ACCOUNT_FIELDS),
        ),
        _seen(
            name="membership_changed",
            title=_("Membership changed"),
            details=(ACCOUNT, IS_MEMBER),
            group="profile",
        ),
        ActivityKind(
            name="staff_created",
            title=_("Member of staff added"),
            details=(STAFF, NAME, STAFF_ROLES),
        ),
        ActivityKind(
            name="staff_changed",
            title=_("Member of staff changed"),
            details=(STAFF, NAME, STAFF_ROLES, ACTIVE),
        ),
    ]
