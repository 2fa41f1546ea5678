"""Reopening a closed case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pyramid.csrf import check_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, cases
from core.plugin.api.pages import handle_form, has_sent, one_time_key, sent_in, set_sent_text
from plugins.portal.views.case import writable_case
from plugins.portal.views.case_forms import extras_of, reopening_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.plugin.api.cases import Case
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("portal")


# The form itself checks the token, and keeps the words of a person whose session was lost.
@view_config(
    route_name="portal.case_reopen", renderer="portal/case_reopen.jinja2", require_csrf=False
)
def reopen_case(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Ask for the reason, and reopen the case.

    :raises NotFoundError: the tenant does not offer it, or no longer for this case
    """
    scope = request.scope
    case = writable_case(request)
    there = request.route_path("portal.case", number=case.number)
    if request.method == "POST" and not case.is_closed:
        check_csrf_token(request)
        return HTTPSeeOther(there)  # a second click: the first one has reopened it
    if not case.is_closed and has_sent(request):
        request.flash_message("info", sent_in(case.number))  # on the way back
        return HTTPSeeOther(there)
    if not cases.may_reopen(scope, case):
        raise NotFoundError(f"reopen case {case.number}")

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        cases.reopen_case(scope, case, values["reason"], once=one_time_key(request))
        set_sent_text(request, sent_in(case.number))
        request.flash_message("success", _("The case is open again."))
        return HTTPSeeOther(there)

    until = _last_day(request, case)
    return handle_form(
        request,
        reopening_form(scope),
        save,
        render=lambda form: {"case": case, "form": form, "until": until},
        extras=extras_of(request, saves_draft=True),
    )


def _last_day(request: Request, case: Case) -> date | None:
    days = request.scope.tenant.settings("cases")["days_to_reopen"]
    if not days or case.closed_at is None:
        return None
    return (case.closed_at + timedelta(days=days)).astimezone(ZoneInfo(request.time_zone)).date()
