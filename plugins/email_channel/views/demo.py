"""Writing a mail to an organisation of a demo, and seeing what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from core.plugin.api import NotFoundError, Refused
from core.plugin.api.pages import read_id
from plugins.email_channel.services.explaining import (
    STATES,
    TONES,
    explain_outcome,
    explain_steps,
)
from plugins.email_channel.services.mailboxes import list_mailboxes
from plugins.email_channel.services.writing import MOST_BYTES, Draft, get_written, send_draft

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

NAMES = ("_from", "_to", "_subject", "_text", "_in_reply_to")
INVALID = 422


@view_config(
    route_name="email_channel.demo_write",
    renderer="email_channel/demo_write.jinja2",
    request_method="GET",
)
def write_mail(request: Request) -> dict[str, Any]:
    return _page(request, {name: request.GET.get(name, "") for name in NAMES}, {})


@view_config(
    route_name="email_channel.demo_write",
    renderer="email_channel/demo_write.jinja2",
    request_method="POST",
)
def send_mail(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Let the mail arrive, or say what is missing with all that was typed."""
    typed = {name: request.typed(name) for name in NAMES}
    name, content = _file_of(request)
    draft = Draft(
        sender=typed["_from"],
        to=typed["_to"],
        subject=typed["_subject"],
        text=typed["_text"],
        in_reply_to=typed["_in_reply_to"],
        file_name=name,
        file=content,
    )
    try:
        mail_id = send_draft(request.scope, draft)
    except Refused as refusal:
        request.response.status_int = INVALID
        translate = request.scope.translate
        texts = {"": refusal.message, **refusal.fields}
        errors = {key: translate(text) for key, text in texts.items() if text}
        return _page(request, typed, errors)
    return HTTPSeeOther(request.route_path("email_channel.demo_written", id=mail_id))


@view_config(
    route_name="email_channel.demo_written",
    renderer="email_channel/demo_written.jinja2",
    request_method="GET",
)
def show_written(request: Request) -> dict[str, Any]:
    """Say what became of a mail."""
    scope = request.scope
    mail = get_written(scope, read_id(request.matchdict["id"]))
    return {
        "mail": mail,
        "state": (scope.translate(STATES[mail.state]), TONES[mail.state]),
        "outcome": explain_outcome(scope, mail.outcome),
        "steps": explain_steps(scope, mail),
        "mail_url": scope.links.path("email_channel.mail", "staff", id=mail.id),
    }


def _page(request: Request, typed: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    if not request.scope.settings.demo:
        raise NotFoundError("a demo")
    addresses = [box.address for box in list_mailboxes(request.scope) if box.is_active]
    typed["_to"] = typed["_to"] or next(iter(addresses), "")
    return {"typed": typed, "errors": errors, "addresses": addresses}


def _file_of(request: Request) -> tuple[str, bytes]:
    sent = request.POST.get("_file")
    if sent is None or isinstance(sent, str | bytes):
        return "", b""
    return str(sent.filename or ""), sent.file.read(MOST_BYTES + 1)
