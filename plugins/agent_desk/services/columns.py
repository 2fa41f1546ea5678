"""The columns of the desk's lists, beside the number that leads to the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.cases import CaseColumn, Cell, choice_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import CaseRow

_ = TranslationStringFactory("agent_desk")


def _subjects(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    nobody = scope.translate(_("No contact"))
    return {row.id: Cell(row.subject, _people(row) or (nobody,)) for row in rows}


def _people(row: CaseRow) -> tuple[str, ...]:
    return tuple(filter(None, (row.contact_name, row.account_name)))


def _statuses(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: choice_cell(row.status) for row in rows if row.status}


def _priorities(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: choice_cell(row.priority) for row in rows if row.priority}


def _assignees(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: Cell(row.assignee_name) for row in rows if row.assignee_name}


def _changes(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: Cell(at=row.updated_at) for row in rows}


COLUMNS = [
    CaseColumn(name="agent_desk.subject", title=_("Subject"), position=10, values=_subjects),
    CaseColumn(name="agent_desk.status", title=_("Status"), position=20, values=_statuses),
    CaseColumn(name="agent_desk.priority", title=_("Priority"), position=30, values=_priorities),
    CaseColumn(name="agent_desk.assignee", title=_("Assignee"), position=40, values=_assignees),
    CaseColumn(name="agent_desk.moment", title=_("Last change"), position=60, values=_changes),
]
