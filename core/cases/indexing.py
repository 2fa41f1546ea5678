"""Writing by what a case is found: its words and its facets.

They are written in the case's own transaction. When labels, languages or visible fields of the
tenant change, old cases lag until the job ``cases.index_cases`` has gone through them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.cases.eras import era_of
from core.cases.facets import write_facets
from core.cases.folding import text_of_case
from core.cases.models import Case, CaseText
from core.cases.search import announce_everything

if TYPE_CHECKING:
    from core.scope import Scope

BATCH = 200


def index_case(scope: Scope, case: Case, *, is_new: bool = False) -> None:
    """Write anew by what a case is found.

    :param is_new: nothing is written of it yet, so nothing is looked up
    """
    words = text_of_case(scope, case)
    if is_new or not _change_text(scope, case, words):
        era = era_of(case.number)
        scope.session.add(CaseText(tenant_id=scope.tenant_id, id=case.id, era=era, text=words))
    write_facets(scope, case, is_new=is_new)


def index_cases_after(scope: Scope, number: int) -> int | None:
    """Index the next cases behind that number; return the last one's, if there may be more."""
    query = select(Case).where(Case.number > number).order_by(Case.number).limit(BATCH)
    cases = scope.session.scalars(query).all()
    for case in cases:
        index_case(scope, case)
    return cases[-1].number if len(cases) == BATCH else None


def _change_text(scope: Scope, case: Case, words: str) -> bool:
    """Replace a case's text; ``False`` if it has none."""
    announce_everything(scope)
    changed = scope.session.execute(
        update(CaseText)
        .where(CaseText.id == case.id)
        .values(text=words, era=era_of(case.number))
        .returning(CaseText.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
