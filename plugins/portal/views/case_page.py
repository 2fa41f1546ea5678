"""The page of one case, put together of what the case's parts say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from translationstring import TranslationStringFactory

from core.plugin.api import cases
from core.plugin.api.cases import Conversation, list_badges, read_conversation
from core.plugin.api.pages import FormExtras, FormView, draw_form
from plugins.portal.services.closed_cases import closed_hint, takes_files, takes_notes
from plugins.portal.services.details import Details, list_properties, read_details
from plugins.portal.views.case_forms import extras_of, file_form, note_form, properties_form
from plugins.portal.views.returning import way_back

if TYPE_CHECKING:
    from core.plugin.api.cases import Badge, Case, FieldView, FileView
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("portal")

Tab = Literal["notes", "files"]
Posted = Literal["note", "file", "properties"]
ACTIONS: dict[Posted, str] = {
    "note": "portal.case_notes",
    "file": "portal.case_files",
    "properties": "portal.case_edit",
}
OTHERS = _("You can read this case, not change it: somebody else filed it for your account.")
LOOKING = _("You are only looking: nothing can be written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """What the template draws. Forms that the reader may not send are None."""

    case: Case
    tab: Tab
    details: Details
    properties: list[FieldView]
    past_properties: list[FieldView]
    conversation: Conversation | None
    files: list[FileView]
    note_form: FormView | None
    file_form: FormView | None
    edit_form: FormView | None
    read_only: str
    hint: str
    badges: list[Badge]
    back_url: str
    back_label: str


def show_page(
    request: Request,
    case: Case,
    tab: Tab,
    posted: Posted | None = None,
    form: FormView | None = None,
) -> dict[str, Any]:
    """Return what the page's template is given.

    :param posted: which of its forms was sent; ``form`` is that form with what was wrong
    """
    scope = request.scope
    may_write = cases.may_write(scope, case)
    back_url, back_label = way_back(request, is_own=case.contact_id == scope.actor.id)
    conversation = read_conversation(scope, case) if tab == "notes" else None
    people = cases.people_of(scope, case)
    details = read_details(scope, case, people)
    wanted: list[Posted] = []
    if may_write and tab == "notes" and takes_notes(scope, case):
        wanted.append("note")
    if may_write and tab == "files" and takes_files(scope, case):
        wanted.append("file")
    if may_write and is_editable(request, case):
        wanted.append("properties")
    drawn = {
        name: form if name == posted and form else _draw(request, case, name, details.account)
        for name in wanted
    }
    page = CasePage(
        case=case,
        tab=tab,
        details=details,
        properties=[] if "properties" in drawn else list_properties(scope, case, people),
        past_properties=cases.past_values(scope, case, people=people)
        if "properties" in drawn
        else [],
        conversation=conversation,
        files=conversation.files if conversation else cases.list_files(scope, case),
        note_form=drawn.get("note"),
        file_form=drawn.get("file"),
        edit_form=drawn.get("properties"),
        read_only="" if may_write else LOOKING if scope.actor.impersonator_id else OTHERS,
        hint=closed_hint(scope, case) if may_write else "",
        badges=list_badges(scope, [case.id], "customer").get(case.id, []),
        back_url=back_url,
        back_label=back_label,
    )
    return {"page": page, "form": form}


def is_editable(request: Request, case: Case) -> bool:
    """Whether the tenant lets customers change any field of this case."""
    decisions = properties_form(request.scope, case).decisions(None, cases.values_of(case))
    return any(decision.editable for decision in (decisions or {}).values())


def edit_extras(request: Request, case: Case, action: str, account: str) -> FormExtras:
    """Return what the properties need.

    :param account: the name of the case's account, the only one to choose here
    """
    own = ((str(case.account_id), account),) if case.account_id else ()
    return extras_of(request, action=action, accounts=own, case=case)


def _draw(request: Request, case: Case, name: Posted, account: str) -> FormView:
    scope = request.scope
    action = request.route_path(ACTIONS[name], number=case.number)
    if name == "properties":
        extras = edit_extras(request, case, action, account)
        current = cases.values_of(case)
        form = properties_form(scope, case)
        return draw_form(request, form, current=current, extras=extras, is_edit=True)
    form = note_form(scope) if name == "note" else file_form(scope)
    extras = extras_of(request, action=action, saves_draft=name == "note")
    return draw_form(request, form, extras=extras)
