"""Forms of people, as staff fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.identity.permissions import ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.scope import Scope

_ = TranslationStringFactory("core")

NOBODY = "nobody"


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
