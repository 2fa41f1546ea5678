"""The draft of a form: one per form, shared by the tenant's admins."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import NotFoundError, Refused
from core.fields.models import DRAFT, FormVersion
from core.tenancy.config import PublishedForm
from core.tenancy.services import read_document
from fields_config.defaults import load_default
from fields_config.definition import (
    FORM_KEYS,
    DefinitionError,
    FieldDefinition,
    FormDefinition,
    FormKey,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.scope import Scope
    from fields_config.conditions import Rule

_ = TranslationStringFactory("core")

DESIGN = "fields:design"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form as the studio shows it. Without edits it equals the published form.

    :param version: the number it will have once published
    :param revision: how often it was edited; 0 while nobody has begun
    """

    form_key: FormKey
    version: int
    base_version: int
    revision: int
    form: FormDefinition
    published: FormDefinition
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_changed(self) -> bool:
        return self.form != self.published


def form_key(text: str) -> FormKey:
    """Return a form's key as it came with an address.

    :raises NotFoundError: there is no such form
    """
    found = next((key for key in FORM_KEYS if key == text), None)
    if found is None:
        raise NotFoundError(text)
    return found


def published_form(scope: Scope, key: FormKey) -> PublishedForm:
    """Return what is published now, also within the transaction that published it."""
    stored = read_document(scope, "forms").get(key)
    if stored is None:
        return PublishedForm(0, load_default(key))
    return PublishedForm(stored["version"], FormDefinition.from_dict(stored["definition"]))


def get_draft(scope: Scope, key: FormKey) -> Draft:
    """Return the draft, or the published form where there is none yet. Writes nothing."""
    published = published_form(scope, key)
    row = _find_row(scope, key)
    if row is None:
        return Draft(
            form_key=key,
            version=published.version + 1,
            base_version=published.version,
            revision=0,
            form=published.definition,
            published=published.definition,
        )
    return _as_draft(row, published)


def get_field(draft: Draft, key: str) -> FieldDefinition:
    """Return a field of the draft.

    :raises NotFoundError: it has no such field
    """
    field = draft.form.field(key)
    if field is None:
        raise NotFoundError(key)
    return field


def fingerprint(draft: Draft, key: str) -> str:
    """Return a short text that changes whenever the field or one of its rules does."""
    field = draft.form.field(key)
    rules = [rule.to_dict() for rule in draft.form.rules if rule.field == key]
    whole = json.dumps([field.to_dict() if field else None, rules], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def rule_id(rule: Rule) -> str:
    """Return what a rule is known by on a page: whatever happens to others, it is that one."""
    return hashlib.sha256(json.dumps(rule.to_dict(), sort_keys=True).encode()).hexdigest()[:16]


def check_unchanged(draft: Draft, key: str, seen: str) -> None:
    """Refuse to write over what somebody else did since the page was made.

    :param seen: the field's fingerprint on that page
    :raises Refused: naming who it was
    """
    if fingerprint(draft, key) != seen:
        raise Refused(
            _(
                "${name} changed this field while you had it open. Your entries are still below:"
                " compare them with the field as it is now, then save again.",
                mapping={"name": draft.changed_by or "?"},
            )
        )


def change_draft(
    scope: Scope, key: FormKey, what: str, change: Callable[[Draft], FormDefinition]
) -> Draft:
    """Change the draft, beginning it if there is none.

    :param what: for the record of activity, for example ``field_saved:subject``
    :param change: returns the new form; it may refuse
    :raises Refused: the new form is not a sound definition, in sentences
    """
    scope.require(DESIGN)
    published = published_form(scope, key)
    row = _find_row(scope, key, lock=True) or _begin(scope, key, published)
    changed = read_form(change(_as_draft(row, published)))
    row.body = changed.to_dict()
    row.revision += 1
    row.changed_by_name = scope.actor.name
    row.changed_at = scope.now()
    record_activity(scope, "form_draft_changed", form=key, what=what)
    scope.session.flush()
    return _as_draft(row, published)


def discard_draft(scope: Scope, key: FormKey) -> None:
    """Throw the draft away. The published form is not touched; without a draft, harmless."""
    scope.require(DESIGN)
    row = _find_row(scope, key, lock=True)
    if row is not None:
        scope.session.delete(row)
        record_activity(scope, "form_draft_discarded", form=key, revision=row.revision)
        scope.session.flush()


def read_form(form: FormDefinition) -> FormDefinition:
    """Check a form that was put together in memory as if it had come from outside.

    :raises Refused: with every problem, translated later one by one
    """
    try:
        return FormDefinition.from_dict(form.to_dict())
    except DefinitionError as error:
        first = error.problems[0]
        raise Refused(first.message, dict(error.problems)) from error


def _find_row(scope: Scope, key: FormKey, *, lock: bool = False) -> FormVersion | None:
    query = select(FormVersion).where(FormVersion.form_key == key, FormVersion.status == DRAFT)
    return scope.session.scalar(query.with_for_update() if lock else query)


def _begin(scope: Scope, key: FormKey, published: PublishedForm) -> FormVersion:
    now = scope.now()
    row = FormVersion(
        tenant_id=scope.tenant_id,
        form_key=key,
        version=published.version + 1,
        base_version=published.version,
        status=DRAFT,
        revision=0,
        body=published.definition.to_dict(),
        created_by=scope.actor.id,
        created_at=now,
        changed_by_name=scope.actor.name,
        changed_at=now,
    )
    scope.session.add(row)
    return row


def _as_draft(row: FormVersion, published: PublishedForm) -> Draft:
    return Draft(
        form_key=cast("FormKey", row.form_key),
        version=row.version,
        base_version=row.base_version,
        revision=row.revision,
        form=FormDefinition.from_dict(row.body),
        published=published.definition,
        changed_by=row.changed_by_name,
        changed_at=row.changed_at,
    )
