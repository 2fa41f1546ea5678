"""What restoring an earlier version of a form would do to those who use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.cases.models import Case
from core.fields.services.drafts import Draft, get_draft
from core.fields.services.publishing import compare_forms, load_version
from fields_config.texts import title_of

if TYPE_CHECKING:
    from core.scope import Scope
    from fields_config.definition import FormDefinition, FormKey

LATEST = 10_000  # cases that are looked through


@dataclass(frozen=True, slots=True)
class VersionReview:
    """An earlier version beside the one in force.

    :ivar held: (name of a field that would no longer be asked, how many of the latest cases have an
        answer to it)
    """

    version: int
    draft: Draft
    changes: list[str]
    held: list[tuple[str, int]]


def review_version(scope: Scope, key: FormKey, version: int) -> VersionReview:
    """Compare a version with what is published.

    :raises NotFoundError: there is no such version
    """
    draft = get_draft(scope, key)
    form = load_version(scope, key, version)
    return VersionReview(
        version,
        draft,
        compare_forms(scope, draft.published, form),
        _held(scope, draft.published, form) if key == "case" else [],
    )


def _held(scope: Scope, now: FormDefinition, then: FormDefinition) -> list[tuple[str, int]]:
    """Count answers to what would no longer be asked."""
    latest = select(Case.custom).order_by(Case.number.desc()).limit(LATEST).subquery()
    found = []
    for field in now.active_fields():
        known = then.field(field.key)
        if field.system or (known is not None and known.active):
            continue
        has_answer = latest.c.custom[field.key].as_string().is_not(None)
        count = scope.session.scalar(select(func.count()).select_from(latest).where(has_answer))
        if count:
            found.append((title_of(field, scope.locale, scope.tenant.default_locale), count))
    return found
