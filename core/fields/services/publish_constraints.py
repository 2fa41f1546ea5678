"""What can't be changed once it is published, because cases have values of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.fields.models import DRAFT, FormVersion
from fields_config.defaults import load_default
from fields_config.locked_attributes import changed_locks
from fields_config.options import iter_options
from fields_config.reserved import RESERVED_KEYS

if TYPE_CHECKING:
    from core.fields.services.drafts import Draft
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, FormKey

_ = TranslationStringFactory("core")

RETYPED = _("An earlier version used this key for a field of another type. Choose another key.")
KEY_IN_USE = _("The product itself uses this key for something else. Choose another key.")


def check_publish_constraints(draft: Draft, after: FormDefinition) -> None:
    """Refuse what a new version may not do to the published one.

    :raises Refused: with the first thing that can't be done
    """
    for problem in changed_locks(draft.published, after):
        raise Refused(problem.message, {problem.path: problem.message})
    for before in draft.published.fields:
        field = after.field(before.key)
        if field is None:
            raise Refused(_("A published field is retired, not removed: its data are kept."))
        if field.type != before.type:
            raise Refused(_("The type of a published field stays as it is."))
        known = {path for path, _option, _active in iter_options(field.options)}
        gone = [
            path for path, _option, _active in iter_options(before.options) if path not in known
        ]
        if gone:
            raise Refused(
                _(
                    "Published options are switched off, not removed: ${options}.",
                    mapping={"options": ", ".join(gone[:10])},
                )
            )


def check_new_key(scope: Scope, draft: Draft, field: FieldDefinition) -> None:
    """Refuse a key that is in use, or that an earlier version used for another type.

    :raises Refused: at the field ``key``
    """
    if draft.form.field(field.key) is not None:
        raise Refused("", {"key": _("There is a field with this key already.")})
    if field.key in RESERVED_KEYS:
        raise Refused("", {"key": KEY_IN_USE})
    if _types_used(scope, draft.form_key).get(field.key, {field.type}) != {field.type}:
        raise Refused("", {"key": RETYPED})


def retyped_keys(scope: Scope, form: FormDefinition) -> list[str]:
    """Return the fields that an earlier version had as another type: cases hold such values."""
    used = _types_used(scope, form.key)
    return [field.key for field in form.fields if used.get(field.key, {field.type}) != {field.type}]


def reserved_keys(scope: Scope, form: FormDefinition) -> list[str]:
    """Return the tenant's new fields whose keys the product uses for something else."""
    known = {*_types_used(scope, form.key), *(field.key for field in load_default(form.key).fields)}
    return [field.key for field in form.fields if field.key in RESERVED_KEYS - known]


def _types_used(scope: Scope, form_key: FormKey) -> dict[str, set[str]]:
    bodies = scope.session.scalars(
        select(FormVersion.body).where(
            FormVersion.form_key == form_key, FormVersion.status != DRAFT
        )
    )
    used: dict[str, set[str]] = {}
    for body in bodies:
        for field in body["fields"]:
            used.setdefault(field["key"], set()).add(field["type"])
    return used
