"""A new case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.cases import create_case, read_new_case
from core.plugin.api.pages import (
    answer_case_suggestions,
    find_case_suggestions,
    handle_form,
    one_time_key,
    sent_as,
    set_sent_text,
)
from plugins.portal.services.accounts import list_filing_accounts
from plugins.portal.views.case_forms import extras_of, new_case_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api.pages import Request

_ = TranslationStringFactory("portal")


# The form itself checks the token, and keeps the words of a person whose session was lost.
@view_config(route_name="portal.case_new", renderer="portal/case_new.jinja2", require_csrf=False)
def file_case(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Show the tenant's form, and file the case that is sent with it."""
    scope = request.scope
    accounts = list_filing_accounts(scope)
    form = new_case_form(scope, with_accounts=bool(accounts))

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        case = create_case(scope, read_new_case(scope, values), once=one_time_key(request))
        text = _(
            "Case number ${number} has been created. We will write to you when there is an answer.",
            mapping={"number": case.number},
        )
        request.flash_message("success", text)
        set_sent_text(request, sent_as(case.number))
        return HTTPSeeOther(request.route_path("portal.case", number=case.number))

    return handle_form(
        request,
        form,
        save,
        render=lambda view: {"form": view, "suggestions": find_case_suggestions(request, form)},
        extras=extras_of(request, accounts=accounts, saves_draft=True),
    )


@view_config(route_name="portal.case_suggestions", renderer="json", request_method="POST")
def suggest(request: Request) -> dict[str, str]:
    """Return what may answer the question already, for the script that asks while one types."""
    scope = request.scope
    form = new_case_form(scope, with_accounts=bool(list_filing_accounts(scope)))
    return answer_case_suggestions(request, form)
