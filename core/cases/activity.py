"""Recording activity on cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.activity.services import record_activity

if TYPE_CHECKING:
    from core.cases.models import Case
    from core.scope import Scope


def record_case_activity(
    scope: Scope, kind: str, case: Case, *, is_internal: bool = False, **data: Any
) -> None:
    """Record what the actor did with a case, by the number that people call it by.

    :param is_internal: it is for staff alone, so it does not concern the contact
    :param data: further details, as for :func:`core.activity.services.record_activity`
    """
    record_activity(
        scope,
        kind,
        contact_id=None if is_internal else case.contact_id,
        case_id=case.id,
        number=case.number,
        **data,
    )
