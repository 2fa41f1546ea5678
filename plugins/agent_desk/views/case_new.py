"""A case that an agent files for somebody: on the telephone, at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.cases import CHANGE, create_case, offered_options, read_new_case
from core.plugin.api.pages import handle_form, one_time_key, read_id, sent_as, set_sent_text
from core.plugin.api.people import accounts_of, get_contact, list_contacts
from plugins.agent_desk.views.forms import desk_extras, new_case_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("agent_desk")

FOUND = 20
# How most cases come that somebody files for somebody else.
USUAL_CHANNEL = "phone"
MOST_BEGUN = 500


@view_config(
    route_name="agent_desk.case_new",
    permission=CHANGE,
    renderer="agent_desk/case_for.jinja2",
    request_method="GET",
)
def choose_contact(request: Request) -> dict[str, Any]:
    """Ask first whose case it is."""
    text = request.GET.get("q", "")[:100].strip()
    return {
        "text": text,
        "contacts": list_contacts(request.scope, text, size=FOUND),
        "may_add": request.scope.actor.may("contacts:change"),
    }


# The form itself checks the token, and keeps the words of a person whose session was lost.
@view_config(
    route_name="agent_desk.case_new",
    permission=CHANGE,
    request_param="contact",
    renderer="agent_desk/case_new.jinja2",
    require_csrf=False,
)
def file_case(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Show the tenant's form as agents have it, and file the case that is sent with it."""
    scope = request.scope
    contact = get_contact(scope, read_id(request.GET.get("contact", "")))
    accounts = tuple(
        (str(found.account_id), found.name) for found in accounts_of(scope, contact.id)
    )

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        case = create_case(
            scope,
            read_new_case(scope, values, contact_id=contact.id),
            channel=USUAL_CHANNEL,
            once=one_time_key(request),
        )
        text = _("Case number ${number} has been created.", mapping={"number": case.number})
        request.flash_message("success", text)
        set_sent_text(request, sent_as(case.number))
        return HTTPSeeOther(request.route_path("agent_desk.case", number=case.number))

    return handle_form(
        request,
        new_case_form(scope, with_accounts=bool(accounts)),
        save,
        render=lambda form: {"form": form, "contact": contact},
        current={**_usual_values(scope), **_begun(request)},
        extras=desk_extras(request, accounts=accounts, saves_draft=True),
    )


def _begun(request: Request) -> dict[str, str]:
    """Return what whoever leads here has filled in already."""
    subject, message = (request.GET.get(key, "")[:MOST_BEGUN] for key in ("subject", "message"))
    return {"subject": subject, "message": f"<p>{escape(message)}</p>" if message else ""}


def _usual_values(scope: Scope) -> dict[str, str]:
    offered = {choice.key for choice in offered_options(scope, "channel")}
    return {"channel": USUAL_CHANNEL} if USUAL_CHANNEL in offered else {}
