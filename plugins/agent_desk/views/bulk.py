"""Doing something to several cases of a list at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import ConflictError
from core.plugin.api.cases import READ, plan_bulk, run_bulk
from core.plugin.api.pages import cached_form, form_from_schema, handle_form, one_time_key
from plugins.agent_desk.views.cases import way_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.cases import BulkAction
    from core.plugin.api.pages import CachedForm, Request

_ = TranslationStringFactory("agent_desk")


# The form itself checks the token.
@view_config(
    route_name="agent_desk.bulk",
    permission=READ,
    renderer="agent_desk/bulk.jinja2",
    require_csrf=False,
)
def change_many(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Say what it will touch; do it, and say what became of each case."""
    scope = request.scope
    plan = plan_bulk(scope, request.GET.get("_action", ""), request.GET.getall("_case"))
    back_url = way_back(request)
    page = {"plan": plan, "outcome": None, "back_url": back_url, "form": None}

    def save(values: Mapping[str, Any]) -> HTTPSeeOther | dict[str, Any]:
        once = one_time_key(request)
        try:
            outcome = run_bulk(scope, plan, values, once=once, place=back_url)
        except ConflictError:
            request.flash_message("info", _("This was done already."))
            return HTTPSeeOther(back_url)
        return page | {"outcome": outcome}

    return handle_form(
        request, bulk_form(scope, plan.action), save, render=lambda form: page | {"form": form}
    )


def bulk_form(scope: Scope, action: BulkAction) -> CachedForm:
    def make() -> CachedForm:
        schema = (action.schema or colander.MappingSchema)()
        buttons = (("run", action.title),)
        return form_from_schema(schema, scope.translator, buttons=buttons, form_id="bulk")

    return cached_form(scope, f"agent_desk.bulk {action.name}", make)
