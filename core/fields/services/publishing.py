"""From draft to published form, and back to earlier versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import select, update
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import NotFoundError, Refused
from core.fields.models import DRAFT, PUBLISHED, RETIRED, FormVersion
from core.fields.rule_labels import RuleWords
from core.fields.services.drafts import (
    DESIGN,
    Draft,
    discard_draft,
    get_draft,
    published_form,
    read_form,
)
from core.plugin import hookspecs
from core.tenancy.models import Tenant
from core.tenancy.services import read_document, save_document
from fields_config.checks import problems
from fields_config.defaults import load_default
from fields_config.definition import FormDefinition
from fields_config.diff import changes
from fields_config.search_marks import finds_alike

if TYPE_CHECKING:
    from datetime import datetime

    from core.scope import Scope
    from fields_config.definition import FormKey
    from fields_config.findings import Finding

_ = TranslationStringFactory("core")

MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class Review:
    """What publishing would change, in words, and what speaks against it."""

    draft: Draft
    changes: list[str]
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of versions. Version 0 has no time and no author."""

    version: int
    is_current: bool
    note: str = ""
    by: str = ""
    published_at: datetime | None = None


def review_draft(scope: Scope, key: FormKey) -> Review:
    """Compare the draft with what is published."""
    draft = get_draft(scope, key)
    tenant = scope.tenant
    others = [code for code in tenant.languages if code != tenant.default_locale]
    return Review(
        draft,
        compare_forms(scope, draft.published, draft.form),
        problems(draft.form, [tenant.default_locale, *others], tenant.types),
    )


def compare_forms(scope: Scope, old: FormDefinition, new: FormDefinition) -> list[str]:
    """Say in the reader's words what is different about the second form, a sentence each."""
    return changes(
        old,
        new,
        scope.locale,
        scope.tenant.default_locale,
        translate=scope.translate,
        say_rule=lambda form, rule: RuleWords(scope, form).say(rule),
        types=scope.tenant.types,
    )


def publish_draft(
    scope: Scope,
    key: FormKey,
    note: str = "",
    *,
    revision: int,
) -> int:
    """Make the draft the form that everybody sees from the next request on.

    :param revision: of the draft that the person has reviewed
    :raises Refused: nothing to publish, an error in the draft, or it was changed since the review
    :return: the version's number
    """
    scope.require(DESIGN)
    _lock(scope)
    review = review_draft(scope, key)
    draft = review.draft
    if not draft.is_changed:
        raise Refused(_("There is nothing to publish: the draft equals the published form."))
    if draft.revision != revision or draft.base_version != published_form(scope, key).version:
        raise Refused(
            _(
                "${name} changed the draft since you looked at it. Review it again, then publish.",
                mapping={"name": draft.changed_by or "?"},
            )
        )
    if review.errors:
        raise Refused(review.errors[0].message)
    query = select(FormVersion).where(FormVersion.form_key == key, FormVersion.status == DRAFT)
    row = scope.session.scalars(query).one()
    _retire_current(scope, key)
    row.status = PUBLISHED
    row.note = note.strip()[:MAX_NOTE]
    row.published_at = scope.now()
    _go_live(scope, key, row.version, draft.form)
    record_activity(
        scope,
        "form_published",
        form=key,
        version=row.version,
        note=row.note,
        changes=len(review.changes),
    )
    return row.version


def install_form(scope: Scope, key: FormKey, form: FormDefinition, note: str = "") -> int:
    """Publish a whole form at once: presets and imports. A draft is thrown away.

    :raises Refused: it is not a sound definition
    :return: the version's number
    """
    scope.require(DESIGN)
    _lock(scope)
    checked = read_form(form)
    discard_draft(scope, key)
    version = published_form(scope, key).version + 1
    _retire_current(scope, key)
    now = scope.now()
    scope.session.add(
        FormVersion(
            tenant_id=scope.tenant_id,
            form_key=key,
            version=version,
            base_version=version - 1,
            status=PUBLISHED,
            revision=0,
            body=checked.to_dict(),
            note=note.strip()[:MAX_NOTE],
            created_by=scope.actor.id,
            created_at=now,
            changed_by_name=scope.actor.name,
            changed_at=now,
            published_at=now,
        )
    )
    _go_live(scope, key, version, checked)
    record_activity(scope, "form_published", form=key, version=version, note=note)
    return version


def restore_version(scope: Scope, key: FormKey, version: int) -> int:
    """Publish an earlier version again, as a new one that is equal to it.

    :raises NotFoundError: there is no such version
    :raises Refused: it is the one in force
    """
    if published_form(scope, key).version == version:
        raise Refused(_("This version is the published one already."))
    form = load_version(scope, key, version)
    note = scope.translate(_("Restored version ${version}", mapping={"version": version}))
    return install_form(scope, key, form, note)


def load_version(scope: Scope, key: FormKey, version: int) -> FormDefinition:
    """Return the form as it was in a version that was published once.

    :raises NotFoundError: there is no such version
    """
    if version == 0:
        return load_default(key)
    current = scope.tenant.forms[key]
    if current.version == version:
        return current.definition
    body = scope.session.scalar(
        select(FormVersion.body).where(
            FormVersion.form_key == key,
            FormVersion.version == version,
            FormVersion.status != DRAFT,
        )
    )
    if body is None:
        raise NotFoundError(f"{key} {version}")
    return FormDefinition.from_dict(body)


def list_versions(scope: Scope, key: FormKey, limit: int = 100) -> list[VersionRow]:
    """Return the versions that were published, the newest first, version 0 last."""
    rows = scope.session.execute(
        select(
            FormVersion.version,
            FormVersion.status,
            FormVersion.note,
            FormVersion.changed_by_name,
            FormVersion.published_at,
        )
        .where(FormVersion.form_key == key, FormVersion.status != DRAFT)
        .order_by(FormVersion.version.desc())
        .limit(limit)
    ).all()
    found = [
        VersionRow(r.version, r.status == PUBLISHED, r.note, r.changed_by_name, r.published_at)
        for r in rows
    ]
    return [*found, VersionRow(0, is_current=not found)]


def _lock(scope: Scope) -> None:
    """Let one admin of the tenant publish at a time: the forms share one document."""
    scope.session.scalar(select(Tenant.id).where(Tenant.id == scope.tenant_id).with_for_update())


def _retire_current(scope: Scope, key: FormKey) -> None:
    scope.session.execute(
        update(FormVersion)
        .where(FormVersion.form_key == key, FormVersion.status == PUBLISHED)
        .values(status=RETIRED)
    )


def _go_live(scope: Scope, key: FormKey, version: int, form: FormDefinition) -> None:
    before = published_form(scope, key).definition
    forms = cast("dict[str, object]", read_document(scope, "forms"))
    forms[key] = {"version": version, "definition": form.to_dict()}
    save_document(scope, "forms", forms)
    if key == "case":
        # Cases are found by the labels of their options, and those may have changed.
        scope.enqueue("cases.index_cases")
    elif not finds_alike(before, form):
        scope.enqueue("identity.index_marked", f"{key}s")
    scope.announce(hookspecs.form_published, form=key, version=version)
