"""What publishing another version of a form would change for its users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Subquery, func, select
from translationstring import TranslationStringFactory

from core.admin.services.impact import tell_people
from core.cases.models import Case
from core.fields.services.drafts import Draft, get_draft
from core.fields.services.publish_impact import register_reach, tell_reach
from core.fields.services.publishing import compare_forms, load_version
from fields_config.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, FormKey

_ = TranslationStringFactory("core")

LATEST = 10_000  # cases that are looked through
NO_LONGER_ASKED = _(
    "“${label}” is no longer asked. Cases with an answer: ${count}. Answers stay in sight of staff,"
    " marked so, and of customers who could see them."
)
NO_LONGER_ASKED_OF_LATEST = _(
    "“${label}” is no longer asked. Cases with an answer, among the latest ${latest}: ${count}."
    " Answers stay in sight of staff, marked so, and of customers who could see them."
)
HIDDEN = _(
    "“${label}” is hidden from customers. Cases with an answer: ${count}. Staff go on seeing it."
)
HIDDEN_OF_LATEST = _(
    "“${label}” is hidden from customers. Cases with an answer, among the latest ${latest}:"
    " ${count}. Staff go on seeing it."
)
# Of the core's own fields, those that customers answer in a column.
COLUMNS = ("product", "priority")


@dataclass(frozen=True, slots=True)
class VersionReview:
    """An earlier version beside the one in force.

    :ivar effects: what publishing it would do, a sentence each
    """

    version: int
    draft: Draft
    changes: list[str]
    effects: list[str]


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
        tell_reach(scope, key, draft.published, form),
    )


def tell_form_reach(
    scope: Scope, key: FormKey, now: FormDefinition, then: FormDefinition
) -> list[str]:
    """Say whom publishing another form meets, and what becomes of answers."""
    effects = tell_people(scope)
    if key == "case":
        effects += _tell_answers(scope, now, then)
    return [scope.translate(text) for text in effects]


register_reach(tell_form_reach)


def _tell_answers(scope: Scope, now: FormDefinition, then: FormDefinition) -> Iterator[str]:
    """Say how many cases have answers to what is no longer asked, or no longer shown."""
    columns = [getattr(Case, key) for key in COLUMNS]
    latest = select(Case.custom, *columns).order_by(Case.number.desc()).limit(LATEST).subquery()
    for field in now.active_fields():
        known = then.field(field.key)
        if known is None or not known.active:
            texts = NO_LONGER_ASKED, NO_LONGER_ASKED_OF_LATEST
        elif field.grant("customer", "detail").visible > known.grant("customer", "detail").visible:
            texts = HIDDEN, HIDDEN_OF_LATEST
        else:
            continue
        count = _count_answers(scope, latest, field)
        if count:
            mapping = {
                "label": title_of(field, scope.locale, scope.tenant.default_locale),
                "count": scope.translator.number(count),
            }
            of_all, of_latest = texts
            if (scope.session.scalar(select(func.count()).select_from(latest)) or 0) < LATEST:
                yield _(of_all, mapping=mapping)
            else:
                latest_words = scope.translator.number(LATEST)
                yield _(of_latest, mapping={**mapping, "latest": latest_words})


def _count_answers(scope: Scope, latest: Subquery, field: FieldDefinition) -> int:
    if field.key in COLUMNS:
        has_answer = latest.c[field.key].is_not(None)
    elif field.system:
        return 0
    else:
        has_answer = latest.c.custom[field.key].as_string().is_not(None)
    return scope.session.scalar(select(func.count()).select_from(latest).where(has_answer)) or 0
