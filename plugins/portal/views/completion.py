"""What a case lacks, filled in by its contact: with the link of a mail, or signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, cases
from core.plugin.api.pages import completion_form, extras_of, handle_form, take_upload
from core.plugin.api.sign_in import source_of
from plugins.portal.services.accounts import list_filing_accounts
from plugins.portal.views.case import writable_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api.cases import Completion
    from core.plugin.api.pages import FormView, Request

_ = TranslationStringFactory("portal")


# The form itself checks the token, and keeps what was typed.
@view_config(route_name="portal.complete", renderer="portal/complete.jinja2", require_csrf=False)
def complete_by_link(request: Request) -> Any:
    """Show what is missing to whoever holds the link, and take it once."""
    token = request.matchdict["token"]
    found = cases.find_completion(request.scope, token, to_change=request.method == "POST")
    if found.missing is None:
        request.response.status_int = HTTPStatus.GONE
        return _page(request, found, found.state)

    def save(values: Mapping[str, Any]) -> dict[str, Any]:
        cases.complete_by_link(found, token, values, source=source_of(request))
        return _page(request, found, "thanks")

    return handle_form(
        request,
        completion_form(request.scope, found.case, found.missing),
        save,
        render=lambda form: _page(request, found, "open", form),
        current=found.missing.values,
        extras=extras_of(
            request,
            request.route_path("portal.complete_uploads", token=token),
            accounts=list_filing_accounts(found.scope),
            scope=found.scope,
        ),
    )


@view_config(route_name="portal.complete_uploads", renderer="json", request_method="POST")
def stage_upload(request: Request) -> dict[str, str]:
    """Keep a file of somebody who holds the link until the form claims it.

    :raises NotFoundError: the link works no more
    """
    found = cases.find_completion(request.scope, request.matchdict["token"])
    if found.missing is None:
        raise NotFoundError("the link to complete a case")
    return take_upload(request, found.scope)


@view_config(
    route_name="portal.case_complete", renderer="portal/case_complete.jinja2", require_csrf=False
)
def complete_case(request: Request) -> Any:
    """Show what is missing to the contact, signed in, and take it."""
    scope = request.scope
    case = writable_case(request)
    back = request.route_path("portal.case", number=case.number)
    if request.method == "POST":
        cases.lock_case(scope, case)
    missing = cases.find_missing(scope, case)
    if missing is None or case.is_closed:
        return HTTPSeeOther(back)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        cases.complete_case(scope, case, values)
        request.flash_message("success", _("Thank you. Your case is complete now."))
        return HTTPSeeOther(back)

    return handle_form(
        request,
        completion_form(scope, case, missing),
        save,
        render=lambda form: {"form": form, "case": case},
        current=missing.values,
        extras=extras_of(
            request, request.route_path("portal.uploads"), accounts=list_filing_accounts(scope)
        ),
    )


def _page(
    request: Request, found: Completion, state: str, form: FormView | None = None
) -> dict[str, Any]:
    case = found.case
    may_enter = found.contact.portal_access
    return {
        "form": form,
        "state": state,
        "number": case.number,
        "subject": case.subject,
        "case_url": request.route_path("portal.case", number=case.number) if may_enter else "",
        "write_to": request.scope.tenant.branding.support_email,
    }
