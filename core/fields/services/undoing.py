"""Undoing a change of a form: restoring its version and its draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from translationstring import TranslationStringFactory

from core.fields.models import DRAFT, FormVersion
from core.fields.services.drafts import published_form
from core.fields.services.publishing import install_form
from core.fields.titles import FORM_TITLES
from core.undo.services import Part
from fields_config.definition import FormDefinition

if TYPE_CHECKING:
    from core.scope import Scope
    from fields_config.definition import FormKey

_ = TranslationStringFactory("core")

_OF_A_DRAFT = ("revision", "body", "note", "changed_by_name")


def part_of(key: FormKey) -> str:
    """Return the name of the part that a form is."""
    return f"form:{key}"


def _read(key: FormKey, scope: Scope) -> dict[str, Any]:
    published = published_form(scope, key)
    draft = scope.session.scalar(_draft_of(key))
    return {
        "definition": published.definition.to_dict(),
        "draft": {name: getattr(draft, name) for name in _OF_A_DRAFT} if draft else None,
    }


def _put_back(key: FormKey, scope: Scope, before: dict[str, Any]) -> None:
    """Publish what was in force before, as a new version, and bring back the draft."""
    form = FormDefinition.from_dict(before["definition"])
    now = published_form(scope, key)
    version = now.version
    if form != now.definition:
        note = scope.translate(_("Undone: version ${version}", mapping={"version": version}))
        version = install_form(scope, key, form, note)
    scope.session.execute(
        delete(FormVersion).where(FormVersion.form_key == key, FormVersion.status == DRAFT)
    )
    if before["draft"] is not None:
        draft = FormVersion(
            tenant_id=scope.tenant_id,
            form_key=key,
            version=version + 1,
            base_version=version,
            status=DRAFT,
            created_by=scope.actor.id,
            created_at=scope.now(),
            changed_at=scope.now(),
            **before["draft"],
        )
        scope.session.add(draft)
    scope.session.flush()


def _draft_of(key: FormKey) -> Any:
    return select(FormVersion).where(FormVersion.form_key == key, FormVersion.status == DRAFT)


UNDO_PARTS = {
    part_of(key): Part(partial(_read, key), partial(_put_back, key), title)
    for key, title in FORM_TITLES.items()
}
