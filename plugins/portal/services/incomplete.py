"""That something is missing in a case, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import Panel, cases

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("portal")


def list_missing_panels(scope: Scope, case_id: UUID) -> list[Panel]:
    """Return what asks a contact for what their case lacks, if it does."""
    case = cases.get_case_by_id(scope, case_id)
    if case.is_closed or not cases.may_write(scope, case):
        return []
    missing = cases.find_missing(scope, case)
    if missing is None:
        return []
    data = {"number": case.number, "names": missing.names(scope, scope.locale)}
    template = "portal/incomplete.jinja2"
    return [Panel(title=_("Something is still missing"), template=template, data=data, position=10)]
