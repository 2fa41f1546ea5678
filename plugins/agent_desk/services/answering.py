"""Answering and changing a case without running over somebody who does the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.plugin.api import cases
from plugins.agent_desk.services.news import Seen, refuse_if_overtaken

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.cases import Case, CaseNote


def answer_case(
    scope: Scope,
    case: Case,
    values: Mapping[str, Any],
    *,
    is_internal: bool,
    seen: Seen,
    once: str | None = None,
) -> CaseNote:
    """Add an answer or an internal note, and set the status that comes with it.

    :param values: ``message``, ``files``, ``status``
    :param seen: what the agent had read; an internal note runs over nobody, an answer might
    :raises OvertakenError: others were faster; sending again with what is to be seen now goes on
    :raises core.errors.Refused: with a sentence on what to do
    """
    status = values.get("status") or None
    cases.lock_case(scope, case)
    if not is_internal or status:
        refuse_if_overtaken(scope, case, seen, with_notes=not is_internal)
    return cases.add_note(
        scope,
        case,
        values.get("message") or "",
        files=values.get("files") or (),
        is_internal=is_internal,
        status=status,
        once=once,
    )


def check_fields(scope: Scope, case: Case, seen: Seen) -> None:
    """Look whether others changed fields meanwhile. The case is locked by then.

    :raises OvertakenError: as for an answer
    """
    refuse_if_overtaken(scope, case, seen, with_notes=False)
