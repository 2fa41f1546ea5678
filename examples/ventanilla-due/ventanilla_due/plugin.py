"""Due times, as the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.plugin.api import Permission, PluginManifest, hookimpl
from core.plugin.api.cases import (
    Badge,
    BulkAction,
    CaseColumn,
    CaseFilterKind,
    CaseView,
    Cell,
)
from ventanilla_due import services
from ventanilla_due.schemas import PostponeSchema
from ventanilla_due.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.plugin.api import Audience, Scope
    from core.plugin.api.cases import CaseRow, Tone

_ = TranslationStringFactory("due")

STATES = {services.OVERDUE: _("Overdue"), services.TODAY: _("Due today")}
TONES: Mapping[str, Tone] = {services.OVERDUE: "bad", services.TODAY: "warn"}
POSTPONE = Permission(
    name="due:postpone", title=_("Postpone due times"), roles=frozenset({"agent"})
)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="due",
        title=_("Due times"),
        description=_("Every open case has a time by which it is due."),
        package="ventanilla_due",
        settings_schema=Settings,
        permissions=(POSTPONE,),
        on_by_default=False,
    )


@hookimpl
def plugin_switched(scope: Scope, on: bool) -> None:  # noqa: FBT001  # the hook's own
    if on:
        scope.enqueue("due.fill_in")


@hookimpl
def case_created(scope: Scope, case_id: UUID) -> None:
    services.start_clock(scope, case_id)


@hookimpl
def case_changed(scope: Scope, case_id: UUID, changes: Mapping[str, Any]) -> None:
    if "status" in changes:
        services.follow_status(scope, case_id)


@hookimpl
def register_case_columns() -> list[CaseColumn]:
    return [CaseColumn(name="due.due", title=_("Due"), values=due_cells, position=35)]


def due_cells(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    due = services.due_times(scope, [row.id for row in rows])
    return {case_id: Cell(at=moment) for case_id, moment in due.items()}


@hookimpl
def register_case_filters() -> list[CaseFilterKind]:
    return [
        CaseFilterKind(
            name="due.state", title=_("Due"), choices=list_states, condition=services.is_due
        )
    ]


def list_states(scope: Scope) -> list[tuple[str, str]]:
    return [(state, scope.translate(title)) for state, title in STATES.items()]


@hookimpl
def register_case_views() -> list[CaseView]:
    overdue = CaseView(
        name="due.overdue", title=_("Overdue"), base="open", condition=is_overdue, counted=True
    )
    return [overdue]


def is_overdue(scope: Scope) -> ColumnElement[bool]:
    return services.is_due(scope, services.OVERDUE)


@hookimpl
def case_badges(
    scope: Scope, case_ids: Sequence[UUID], audience: Audience
) -> Mapping[UUID, list[Badge]]:
    if audience != "agent":
        return {}
    due = services.due_times(scope, case_ids)
    states = {case_id: services.state_of(scope, moment) for case_id, moment in due.items()}
    return {
        case_id: [Badge(label=STATES[state], tone=TONES[state])]
        for case_id, state in states.items()
        if state
    }


@hookimpl
def register_bulk_actions() -> list[BulkAction]:
    return [
        BulkAction(
            name="due.postpone",
            title=_("Postpone"),
            permission=POSTPONE.name,
            schema=PostponeSchema,
            skips=services.list_without,
            run=services.postpone_case,
            undo=services.put_back,
        )
    ]
