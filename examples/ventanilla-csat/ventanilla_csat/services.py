"""What can be done with ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import escape
from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, new_id, record_activity
from core.plugin.api.cases import Case, add_note, get_case, get_case_by_id
from ventanilla_csat import hooks
from ventanilla_csat.models import Rating

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("csat")

RATED = "csat.rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """What a page shows of a rating; ``score`` is None as long as there is none."""

    number: int
    score: int | None = None
    comment: str = ""
    can_rate: bool = False


def show_rating(scope: Scope, case_id: UUID) -> RatingView | None:
    """Return the rating of a case, or None where there is nothing to see or to do."""
    # The page has read the case already, so this asks the database nothing.
    case = scope.session.get(Case, (scope.tenant_id, case_id))
    if case is None or case.closed_at is None:
        return None
    found = _find(scope, case_id)
    can_rate = _may_rate(scope, case)
    if found is None:
        return RatingView(number=case.number, can_rate=True) if can_rate else None
    return RatingView(
        number=case.number, score=found.score, comment=found.comment, can_rate=can_rate
    )


def get_rateable_case(scope: Scope, number: str) -> Case:
    """Return a case that this contact may rate now.

    :raises NotFoundError: there is none of that number, or the time for it is over
    """
    case = get_case(scope, number)
    if not _may_rate(scope, case):
        raise NotFoundError(f"rate case {case.number}")
    return case


def rate_case(scope: Scope, case: Case, score: int, comment: str) -> None:
    """Keep a rating, in place of an earlier one, and have a low one looked into."""
    rating = _find(scope, case.id)
    if rating is None:
        rating = Rating(id=new_id(), tenant_id=scope.tenant_id, case_id=case.id)
        scope.session.add(rating)
    rating.score, rating.comment, rating.rated_at = score, comment, scope.now()
    scope.announce(hooks.csat_rated, case_id=case.id, score=score)
    record_activity(scope, RATED, case_id=case.id, number=case.number, score=score)
    if score <= scope.tenant.settings("csat")["text_predicate"]:
        scope.enqueue("csat.tell_agents", case.id, score, comment, plugin="csat")


def tell_agents(scope: Scope, case_id: UUID, score: int, comment: str) -> None:
    """Leave an internal note about a low rating, in the organisation's own language."""
    translate = scope.tenant.translator(scope.tenant.default_locale).translate
    text = translate(_("The customer rated this case ${score} of 5.", mapping={"score": score}))
    words = f"<p>{escape(text)}</p><p>{escape(comment)}</p>"
    add_note(scope, get_case_by_id(scope, case_id), words, is_internal=True)


def _find(scope: Scope, case_id: UUID) -> Rating | None:
    return scope.session.scalar(select(Rating).where(Rating.case_id == case_id))


def _may_rate(scope: Scope, case: Case) -> bool:
    """Whether it is the contact's own case, closed not too long ago."""
    actor = scope.actor
    if not actor.is_contact or actor.impersonator_id or case.contact_id != actor.id:
        return False
    days = timedelta(days=scope.tenant.settings("csat")["days_to_rate"])
    return case.closed_at is not None and scope.now() <= case.closed_at + days
