"""The page of one case, put together of what the case's parts say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core.plugin.api import cases, list_case_activity
from core.plugin.api.cases import Conversation, list_badges, read_conversation
from core.plugin.api.pages import FormView, draw_form
from core.plugin.api.people import read_colleagues
from plugins.agent_desk.services import people
from plugins.agent_desk.services.news import News, Seen
from plugins.agent_desk.views.activity import ActivityLine, tell_activity
from plugins.agent_desk.views.cases import way_back
from plugins.agent_desk.views.forms import INTERNAL, KIND, desk_extras, fields_form, reply_form

if TYPE_CHECKING:
    from core.plugin.api.cases import Badge, Case, ChannelView, FieldView, FileView, OptionView
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact
    from plugins.agent_desk.services.people import Named, OtherCase, Reader

Tab = Literal["notes", "files", "activity"]
TABS: tuple[Tab, ...] = ("notes", "files", "activity")
ACTIVITIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form of the page that was sent and is shown again.

    :param seen: what it was sent from; what others did since is in ``news``
    """

    form: FormView
    which: Literal["reply", "fields"]
    seen: Seen
    is_internal: bool = False
    news: News | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """What the template draws. Forms that this agent may not send are None."""

    case: Case
    contact: Contact | None
    tab: Tab
    status: OptionView | None
    priority: OptionView | None
    channel: ChannelView
    conversation: Conversation | None
    files: list[FileView]
    activity: list[ActivityLine]
    reply_form: FormView | None
    fields_form: FormView | None
    fields: list[FieldView]
    past_fields: list[FieldView]
    may_be_answered: bool
    recipients: list[Reader]
    readers: list[str]
    is_internal: bool
    seen: Seen
    news: News | None
    colleagues: Named
    assignee: str
    other_cases: list[OtherCase]
    badges: list[Badge]
    back_url: str


def show_page(
    request: Request, case: Case, contact: Contact | None, tab: Tab, sent: Sent | None = None
) -> dict[str, Any]:
    """Return what the page's template is given."""
    scope = request.scope
    may_change = cases.may_change(scope, case)
    may_answer = cases.may_write(scope, case) and tab == "notes"
    conversation = read_conversation(scope, case) if tab == "notes" else None
    staff = read_colleagues(scope, also=case.assignee_id)
    colleagues = people.list_colleagues(scope, case, staff)
    answerable = people.may_be_answered(contact)
    reply = _reply_form(request, case, sent) if may_answer else None
    page = CasePage(
        case=case,
        contact=contact,
        tab=tab,
        status=cases.show_option(scope, "status", case.status),
        priority=cases.show_option(scope, "priority", case.priority),
        channel=cases.show_channel(scope, case.channel),
        conversation=conversation,
        files=cases.list_files(scope, case) if tab == "files" else [],
        activity=tell_activity(scope, list_case_activity(scope, case.id, ACTIVITIES), colleagues)
        if tab == "activity"
        else [],
        reply_form=reply,
        fields_form=_fields_form(request, case, sent) if may_change else None,
        fields=[] if may_change else cases.visible_values(scope, case),
        past_fields=cases.past_values(scope, case) if may_change else [],
        may_be_answered=answerable,
        recipients=people.list_recipients(scope, case, contact),
        readers=people.list_readers(scope, case, staff),
        is_internal=_is_internal(sent, reply, answerable=answerable),
        seen=_seen(case, conversation, sent),
        news=sent.news if sent else None,
        colleagues=colleagues,
        assignee=dict(colleagues).get(str(case.assignee_id), ""),
        other_cases=people.list_other_cases(scope, case),
        badges=list_badges(scope, [case.id], "agent").get(case.id, []),
        back_url=way_back(request),
    )
    return {"page": page, "form": sent.form if sent else None}


def _seen(case: Case, conversation: Conversation | None, sent: Sent | None) -> Seen:
    """Return what is before the agent's eyes now.

    A form that is shown again for another reason still stands for what its writer had read; once
    the news are told, they are read.
    """
    if sent and not sent.news:
        return sent.seen
    notes = conversation.notes if conversation else []
    return Seen(case.version, notes[-1].id if notes else None)


def _is_internal(sent: Sent | None, reply: FormView | None, *, answerable: bool) -> bool:
    """Return which kind of message is chosen: that of what was sent, or of a draft."""
    if sent and sent.which == "reply":
        return sent.is_internal
    if reply is not None and KIND in reply.draft:
        return reply.draft[KIND] == INTERNAL
    return not answerable


def _reply_form(request: Request, case: Case, sent: Sent | None) -> FormView:
    if sent and sent.which == "reply":
        return sent.form
    action = request.route_path("agent_desk.case_reply", number=case.number)
    extras = desk_extras(request, action=action, saves_draft=True)
    return draw_form(request, reply_form(request.scope), extras=extras)


def _fields_form(request: Request, case: Case, sent: Sent | None) -> FormView:
    if sent and sent.which == "fields":
        return sent.form
    return draw_form(
        request,
        fields_form(request.scope, case),
        current=cases.values_of(case),
        is_edit=True,
        extras=desk_extras(
            request,
            action=request.route_path("agent_desk.case_edit", number=case.number),
            accounts=people.list_accounts(request.scope, case),
            case=case,
        ),
    )
