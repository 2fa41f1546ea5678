"""Deciding anew about messages, after a parameter has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from plugins.email_channel.permissions import SEE, SET_UP
from plugins.email_channel.services.explaining import explain_outcome
from plugins.email_channel.services.replaying import count_replayable, request_replay

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("email_channel")


@view_config(
    route_name="email_channel.replay",
    permission=SEE.name,
    renderer="email_channel/replay.jinja2",
    request_method="GET",
)
def ask_about_replay(request: Request) -> dict[str, Any]:
    """Say about how many messages would be decided anew."""
    scope = request.scope
    counts = count_replayable(scope)
    return {
        "counts": [
            {"outcome": explain_outcome(scope, outcome), "count": count}
            for outcome, count in sorted(counts.items(), key=lambda one: -one[1])
        ],
        "total": sum(counts.values()),
        "may_set_up": scope.actor.may(SET_UP.name),
    }


@view_config(route_name="email_channel.replay", permission=SEE.name, request_method="POST")
def replay(request: Request) -> HTTPSeeOther:
    request_replay(request.scope)
    request.flash_message("success", _("Reprocessing has started. It may take a few minutes."))
    return HTTPSeeOther(request.route_path("email_channel.mails"))
