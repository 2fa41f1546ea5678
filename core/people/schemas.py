"""Forms of people, as staff fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.identity.lock_reasons import lock_reasons, unlock_reasons
from core.identity.permissions import ROLES
from core.identity.services.locks import LOCK_KINDS
from core.people.services.locking import CHOOSE_REASON, LONGEST_NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.scope import Scope

_ = TranslationStringFactory("core")

NOBODY = "nobody"
HAVE_READ = _("I have read what the lock will do, and told the customer")


def _text(name: str, title: str, **options: Any) -> colander.SchemaNode:
    missing = _("Fill in “${label}”.", mapping={"label": title})
    found = {"missing_msg": missing, **options}
    return colander.SchemaNode(colander.String(), name=name, title=title, **found)


def staff_schema(
    scope: Scope,
    *,
    with_address: bool,
    open_cases: int = 0,
    colleagues: Sequence[tuple[str, str]] = (),
) -> colander.SchemaNode:
    """Make the form of a member of staff.

    :param open_cases: how many are theirs; then the form asks who takes them over
    :param colleagues: ids and names of those who might
    """
    roles = [(key, scope.translate(title)) for key, title in ROLES.items()]
    schema = colander.SchemaNode(colander.Mapping(), _text("name", _("Name")))
    if with_address:
        schema.add(_text("email", _("Email address"), widget_name="email"))
    schema.add(
        colander.SchemaNode(
            colander.Set(),
            name="roles",
            title=_("Roles"),
            widget_name="multilist",
            options=roles,
            missing_msg=_("Choose at least one role from the list."),
        )
    )
    if not with_address:
        schema.add(
            colander.SchemaNode(
                colander.Boolean(),
                name="active",
                title=_("Works here"),
                description=_("Who does not is signed out at once and can't sign in."),
                missing=False,
            )
        )
    if open_cases:
        nobody = scope.translate(_("Nobody: they become unassigned"))
        schema.add(
            colander.SchemaNode(
                colander.String(),
                name="hand_over",
                title=_("Hand over open cases to"),
                description=_(
                    "Open cases of this person: ${count}.", mapping={"count": open_cases}
                ),
                options=[(NOBODY, nobody), *colleagues],
                widget_name="list",
                missing="",
            )
        )
    return schema


MEMBERS_MAY = {
    "can_view_cases": _("Sees the account's cases"),
    "can_create_for": _("Creates cases for the account"),
    "can_export": _("Exports the account's cases"),
    "is_primary": _("Primary contact: all of these"),
}


def membership_schema(accounts: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """Make the form that puts a contact into an account."""
    account = _text("account_id", _("Account"), options=list(accounts), widget_name="list")
    return colander.SchemaNode(colander.Mapping(), account, *_grants())


def grants_schema() -> colander.SchemaNode:
    """Make the form of what a member may do in an account."""
    return colander.SchemaNode(colander.Mapping(), *_grants())


def _grants() -> list[colander.SchemaNode]:
    return [
        colander.SchemaNode(colander.Boolean(), name=name, title=title, missing=False)
        for name, title in MEMBERS_MAY.items()
    ]


def lock_schema(scope: Scope, mark: str) -> colander.SchemaNode:
    """Make the form that asks how and why a contact is locked.

    :param mark: of the warnings that the page shows, or nothing: then there is no tick
    """
    schema = colander.SchemaNode(colander.Mapping())
    if mark:
        heeded = _choice("heeded", _("Before you lock"), [(mark, scope.translate(HAVE_READ))])
        heeded.typ, heeded.missing, heeded.widget_name = colander.Set(), frozenset(), "multilist"
        schema.add(heeded)
    kinds = [(kind, scope.translate(title)) for kind, title in LOCK_KINDS.items()]
    kind = _choice("kind", _("Kind of lock"), kinds)
    kind.widget_name, kind.default = "radio", "permanent"
    kind.description = _("Whoever is hidden gets no mails about cases either.")
    schema.add(kind)
    schema.add(
        colander.SchemaNode(
            colander.Date(),
            name="until",
            title=_("Locked until"),
            description=_(
                "A temporary lock ends by itself when this day begins. Without one it holds until"
                " somebody unlocks."
            ),
            missing=None,
        )
    )
    schema.add(_reason(lock_reasons(scope)))
    schema.add(_note())
    return schema


def unlock_schema(scope: Scope) -> colander.SchemaNode:
    """Make the form that asks why a contact is unlocked."""
    return colander.SchemaNode(colander.Mapping(), _reason(unlock_reasons(scope)), _note())


def _choice(name: str, title: str, options: list[tuple[str, str]]) -> colander.SchemaNode:
    return _text(name, title, options=options, widget_name="list")


def _reason(reasons: Mapping[str, str]) -> colander.SchemaNode:
    node = _choice("reason", _("Reason"), list(reasons.items()))
    node.missing_msg = CHOOSE_REASON
    return node


def _note() -> colander.SchemaNode:
    return _text(
        "note",
        _("Note"),
        description=_("For staff alone: the customer does not read it."),
        widget_name="textarea",
        validator=colander.Length(max=LONGEST_NOTE),
        missing="",
    )
