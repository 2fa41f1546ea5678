"""The mark of a case that lacks something that customers have to fill in.

It is put on a case when that is filed, and goes away when somebody, whoever and wherever, has
filled in the last of it. No other case is ever asked for more than it was filed with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.cases.access import get_case_by_id
from core.cases.activity import record_case_activity
from core.cases.filed_form import form_of
from core.cases.incomplete.missing import list_missing, may_name_accounts, name_missing
from core.cases.models import Case, CaseFile, CaseNote
from core.cases.values import CONVERSATION, values_of
from core.scope import ANONYMOUS
from fields_config.completion import begun, completion_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from core.scope import Scope
    from fields_config.definition import FormDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What an incomplete case still lacks.

    :ivar keys: the fields, in the form's order
    :ivar form: the case's form as customers have it, with the questions that it was filed with
    :ivar values: all that the case holds
    """

    keys: tuple[str, ...]
    form: FormDefinition
    values: Mapping[str, Any]

    @property
    def begun(self) -> dict[str, str]:
        """The fields of which the upper levels are chosen, and these levels: key -> path."""
        return dict(begun(self.form, self.keys, self.values))

    def asking_form(self, scope: Scope, case: Case) -> FormDefinition:
        """Return the form that asks a customer for it, and for nothing else."""
        unasked = () if may_name_accounts(scope, case.contact_id) else ("account",)
        return completion_form(
            self.form, self.keys, self.values, unasked=(*CONVERSATION, "subject", *unasked)
        )

    def names(self, scope: Scope, language: str) -> list[str]:
        """Return what people call it."""
        return name_missing(scope, self.form, self.keys, self.values, language)


def incomplete_among(scope: Scope, case_ids: Sequence[UUID]) -> list[UUID]:
    """Return which of the cases are marked; the one that a page is about is not asked for again."""
    if len(case_ids) == 1:
        return [one for one in case_ids if get_case_by_id(scope, one).is_incomplete]
    query = select(Case.id).where(Case.id.in_(case_ids), Case.is_incomplete)
    return list(scope.session.scalars(query))


def find_missing(scope: Scope, case: Case) -> Missing | None:
    """Return what a case lacks, whoever asks; ``None`` if it is complete."""
    found = _look(scope, case) if case.is_incomplete else None
    return found if found is not None and found.keys else None


def review_mark(scope: Scope, case: Case) -> None:
    """Take the mark off a case, which has changed, if it lacks nothing any more."""
    if case.is_incomplete and find_missing(scope, case) is None:
        case.is_incomplete = False
        record_case_activity(scope, "case_completed", case)
        scope.session.flush()


def _look(scope: Scope, case: Case) -> Missing:
    form = form_of(scope.acting_as(ANONYMOUS), case)
    values = values_of(case)
    # The first note is made of these, and later ones count as well.
    values["message"] = _first(scope, select(CaseNote.id), *_notes(case))
    values["files"] = _first(scope, select(CaseFile.id), CaseFile.case_id == case.id)
    keys = list_missing(scope, values, case.contact_id, definition=form)
    return Missing(keys=keys, form=form, values=values)


def _notes(case: Case) -> tuple[ColumnElement[bool], ...]:
    return CaseNote.case_id == case.id, CaseNote.event.is_(None)


def _first(scope: Scope, query: Select[UUID], *conditions: ColumnElement[bool]) -> list[str]:
    return [str(one) for one in scope.session.scalars(query.where(*conditions).limit(1))]
