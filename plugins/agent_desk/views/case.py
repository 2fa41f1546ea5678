"""One case: its page, and what can be sent from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, Refused, cases
from core.plugin.api.cases import ANSWER, CHANGE, READ
from core.plugin.api.pages import (
    FormView,
    handle_edit,
    handle_form,
    one_time_key,
    read_answer_text,
    sent_in,
    set_sent_text,
)
from plugins.agent_desk.services.answering import answer_case, check_fields
from plugins.agent_desk.services.news import News, OvertakenError
from plugins.agent_desk.services.people import list_accounts, list_colleagues
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

    from core.plugin.api.cases import Case
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("agent_desk")

Result = TypeVar("Result")
WAS, TOOL = "_was", "_tool"
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

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        once = one_time_key(request)
        note = answer_case(scope, case, values, is_internal=is_internal, seen=seen, once=once)
        sent = _("The internal note is saved.") if is_internal else _("The answer is sent.")
        request.flash_message("success", sent)
        set_sent_text(request, sent_in(case.number))
        return _to_case(request, case, f"note-{note.id}")

    def redisplay(form: FormView, news: News | None) -> dict[str, Any]:
        sent = Sent(form=form, which="reply", seen=seen, is_internal=is_internal, news=news)
        return show_page(request, case, contact, "notes", sent)

    chosen = request.typed(TOOL)
    text = read_answer_text(scope, case.id, chosen) if chosen and "refresh" in request.POST else ""
    extras = desk_extras(request, action=request.path, saves_draft=True)
    news: list[News] = []
    return handle_form(
        request,
        reply_form(scope),
        lambda values: _note_news(lambda: save(values), news),
        render=lambda view: redisplay(view, news[0] if news else None),
        extras=replace(extras, inserted={"message": text}),
    )


@view_config(
    route_name="agent_desk.case_text", permission=ANSWER, renderer="json", request_method="GET"
)
def show_text(request: Request) -> dict[str, str]:
    """Return what a tool inserts into the answer, for scripts.

    :raises NotFoundError: the tool is gone
    """
    case, _contact = _case(request)
    html = read_answer_text(request.scope, case.id, request.GET.get(TOOL, ""))
    if not html:
        raise NotFoundError("the text")
    return {"html": html}


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
    cases.lock_case(scope, case)
    seen = read_seen(request)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        cases.change_case(scope, case, cases.read_changes(scope, case, values))
        request.flash_message("success", _("Saved."))
        return _to_case(request, case)

    def redisplay(form: FormView, news: News | None) -> dict[str, Any]:
        sent = Sent(form=form, which="fields", seen=seen, news=news)
        return show_page(request, case, contact, "notes", sent)

    accounts = list_accounts(scope, case)
    extras = desk_extras(request, action=request.path, accounts=accounts, case=case)
    news: list[News] = []

    def check() -> None:
        _note_news(lambda: check_fields(scope, case, seen), news)

    return handle_edit(
        request,
        fields_form(scope, case),
        save,
        render=lambda view: redisplay(view, news[0] if news else None),
        current=cases.values_of(case),
        extras=extras,
        check=check,
    )


def _note_news(act: Callable[[], Result], news: list[News]) -> Result:
    """Act, unless others were faster.

    :param news: takes what these did
    :raises Refused: they were
    """
    try:
        return act()
    except OvertakenError as error:
        news.append(error.news)
        raise Refused(OVERTAKEN) from None


@view_config(route_name="agent_desk.case_assign", permission=CHANGE, request_method="POST")
def assign_case(request: Request) -> HTTPSeeOther:
    """Give the case to somebody, to oneself, or to nobody."""
    scope = request.scope
    case, _contact = _case(request)
    take = "take" in request.POST
    assignee = str(scope.actor.id) if take else request.typed("assignee") or None
    cases.lock_case(scope, case)
    now = str(case.assignee_id or "")
    if WAS in request.POST and now not in (request.typed(WAS), assignee or ""):
        request.flash_message("warning", _notified_assignee(request, case))
        return _to_case(request, case)
    if cases.assign_case(scope, case, assignee):
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


def _notified_assignee(request: Request, case: Case) -> str:
    name = dict(list_colleagues(request.scope, case)).get(str(case.assignee_id))
    text: str = (
        _(
            "Meanwhile ${name} has this case, so it was left there. If it should be somebody else,"
            " assign it again.",
            mapping={"name": name},
        )
        if name
        else _("Meanwhile nobody has this case, so it was left so. Assign it again if you like.")
    )
    return text


def _case(request: Request) -> tuple[Case, Contact | None]:
    return cases.get_case_with_contact(request.scope, request.matchdict["number"])


def _to_case(request: Request, case: Case, anchor: str = "") -> HTTPSeeOther:
    place = {"_anchor": anchor} if anchor else {}
    return HTTPSeeOther(request.route_path("agent_desk.case", number=case.number, **place))
