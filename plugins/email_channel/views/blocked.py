"""The senders from whom nothing is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.pages import cached_form, form_from_schema, handle_form
from plugins.email_channel.models import LONGEST_ADDRESS
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.blocking import block_sender, list_blocked, unblock_sender

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.pages import CachedForm, FormView, Request

_ = TranslationStringFactory("email_channel")

SIZE = 50


class BlockSchema(colander.MappingSchema):
    """A sender, or a domain of senders."""

    pattern = colander.SchemaNode(
        colander.String(),
        title=_("Address, or @ and a domain"),
        description=_("What they send is refused from now on. They are not told."),
        validator=colander.Length(max=LONGEST_ADDRESS),
    )


# The form checks the token itself, so that what was typed comes back.
@view_config(
    route_name="email_channel.blocked",
    permission=SEE.name,
    renderer="email_channel/blocked.jinja2",
    require_csrf=False,
)
def show_blocked(request: Request) -> Any:
    """List the senders, and block another one."""

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        pattern = block_sender(request.scope, values["pattern"])
        return _back(request, _("${pattern} is blocked.", mapping={"pattern": pattern}))

    return handle_form(
        request,
        block_form(request.scope),
        save,
        render=lambda form: _page(request, form),
    )


@view_config(route_name="email_channel.unblock", permission=SEE.name, request_method="POST")
def unblock(request: Request) -> HTTPSeeOther:
    pattern = request.typed("_pattern")[:LONGEST_ADDRESS].replace("\x00", "")
    unblock_sender(request.scope, pattern)
    return _back(request, _("${pattern} is no longer blocked.", mapping={"pattern": pattern}))


@view_config(route_name="email_channel.unblock", permission=SEE.name, request_method="GET")
def go_to_blocked(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("email_channel.blocked"))


def block_form(scope: Scope) -> CachedForm:
    """Return the form that blocks a sender."""

    def make() -> CachedForm:
        buttons = (("block", _("Block")),)
        return form_from_schema(BlockSchema(), scope.translator, buttons=buttons, form_id="block")

    return cached_form(scope, "email_channel.block", make)


def _page(request: Request, form: FormView) -> dict[str, Any]:
    after = request.GET.get("after", "")[:LONGEST_ADDRESS].replace("\x00", "")
    found = list_blocked(request.scope, after=after, limit=SIZE + 1)
    more = {"after": found[SIZE - 1].pattern} if len(found) > SIZE else None
    return {
        "form": form,
        "blocked": found[:SIZE],
        "next_url": request.route_path("email_channel.blocked", _query=more) if more else "",
    }


def _back(request: Request, said: str) -> HTTPSeeOther:
    request.flash_message("success", said)
    return HTTPSeeOther(request.route_path("email_channel.blocked"))
