"""One case: its page, and what can be sent from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.cases import services
from core.cases.access import ANSWER, CHANGE, READ
from core.errors import Refused
from core.web.forms import FormView, handle_form, one_time_key
from plugins.agent_desk.services.answering import answer_case, change_fields
from plugins.agent_desk.services.news import News, OvertakenError
from plugins.agent_desk.services.people import list_accounts
from plugins.agent_desk.views.case_page import TABS, Sent, show_page
from plugins.agent_desk.views.forms import (
    INTERNAL,
    KIND,
    desk_extras,
    fields_form,
    read_seen,
    reply_form,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.cases.models import Case
    from core.identity.models.contact import Contact
    from core.web.forms import FormExtras, KeptForm
    from core.web.request import Request

_ = TranslationStringFactory("agent_desk")

PAGE = "agent_desk/case.jinja2"
OVERTAKEN = _(
    "Somebody else worked on this case while you had it open. Read what is new; if yours still "
    "fits, send it again."
)


@view_config(route_name="agent_desk.case", permission=READ, renderer=PAGE, request_method="GET")
def show_case(request: Request) -> dict[str, Any]:
    case, contact = _case(request)
    asked = request.GET.get("tab")
    return show_page(request, case, contact, next((tab for tab in TABS if tab == asked), "notes"))


# The forms themselves check the token, and keep the words of a person whose session was lost.
@view_config(
    route_name="agent_desk.case_reply",
    permission=ANSWER,
    renderer=PAGE,
    request_method="POST",
    require_csrf=False,
)
def send_reply(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Answer the contact, or note something for colleagues."""
    scope = request.scope
    case, contact = _case(request)
    is_internal = request.POST.get(KIND) == INTERNAL
    seen = read_seen(request)

    def save(values: dict[str, Any]) -> HTTPSeeOther:
        once = one_time_key(request)
        note = answer_case(scope, case, values, is_internal=is_internal, seen=seen, once=once)
        sent = _("The internal note is saved.") if is_internal else _("The answer is sent.")
        request.flash_message("success", sent)
        return _to_case(request, case, f"note-{note.id}")

    def again(form: FormView, news: News | None) -> dict[str, Any]:
        sent = Sent(form=form, which="reply", seen=seen, is_internal=is_internal, news=news)
        return show_page(request, case, contact, "notes", sent)

    extras = desk_extras(request, action=request.path, keeps_draft=True)
    return _handle(request, reply_form(scope), save, again, extras=extras)


@view_config(
    route_name="agent_desk.case_edit",
    permission=CHANGE,
    renderer=PAGE,
    request_method="POST",
    require_csrf=False,
)
def edit_case(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Change the fields of the case."""
    scope = request.scope
    case, contact = _case(request)
    seen = read_seen(request)

    def save(values: dict[str, Any]) -> HTTPSeeOther:
        change_fields(scope, case, values, seen=seen)
        request.flash_message("success", _("Saved."))
        return _to_case(request, case)

    def again(form: FormView, news: News | None) -> dict[str, Any]:
        sent = Sent(form=form, which="fields", seen=seen, news=news)
        return show_page(request, case, contact, "notes", sent)

    accounts = list_accounts(scope, case)
    extras = desk_extras(request, action=request.path, accounts=accounts, case=case)
    form, values = fields_form(scope, case), services.values_of(case)
    return _handle(request, form, save, again, extras=extras, current=values)


def _handle(
    request: Request,
    form: KeptForm,
    save: Callable[[dict[str, Any]], HTTPSeeOther],
    again: Callable[[FormView, News | None], dict[str, Any]],
    *,
    extras: FormExtras,
    current: Mapping[str, Any] | None = None,
) -> HTTPSeeOther | dict[str, Any]:
    """Handle a form whose sender may have been overtaken.

    :param again: given what others did meanwhile, too
    """
    news: list[News] = []

    def save_in_time(values: dict[str, Any]) -> HTTPSeeOther:
        try:
            return save(values)
        except OvertakenError as error:
            news.append(error.news)
            raise Refused(OVERTAKEN) from None

    return handle_form(
        request,
        form,
        save_in_time,
        render=lambda view: again(view, news[0] if news else None),
        current=current or {},
        extras=extras,
    )


@view_config(route_name="agent_desk.case_assign", permission=CHANGE, request_method="POST")
def assign_case(request: Request) -> HTTPSeeOther:
    """Give the case to somebody, to oneself, or to nobody."""
    scope = request.scope
    case, _contact = _case(request)
    take = "take" in request.POST
    assignee = str(scope.actor.id) if take else request.typed("assignee") or None
    if services.change_case(scope, case, {"assignee": assignee}):
        text = _("The case is yours.") if take else _("Saved.")
        request.flash_message("success", text)
    return _to_case(request, case)


# Somebody who reloads the page after an error, or comes back to its address after signing in, is
# led to the case.
@view_config(route_name="agent_desk.case_reply", permission=READ, request_method="GET")
@view_config(route_name="agent_desk.case_edit", permission=READ, request_method="GET")
@view_config(route_name="agent_desk.case_assign", permission=READ, request_method="GET")
def go_to_case(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("agent_desk.case", number=request.matchdict["number"]))


def _case(request: Request) -> tuple[Case, Contact | None]:
    return services.get_case_with_contact(request.scope, request.matchdict["number"])


def _to_case(request: Request, case: Case, anchor: str = "") -> HTTPSeeOther:
    place = {"_anchor": anchor} if anchor else {}
    return HTTPSeeOther(request.route_path("agent_desk.case", number=case.number, **place))
