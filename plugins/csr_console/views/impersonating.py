"""Asking why staff want to see the portal as the customer, and opening the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.impersonation import IMPERSONATE, offer_impersonation
from core.plugin.api.pages import cached_form, form_from_schema, handle_form
from plugins.csr_console.services.interactions import current, refusal
from plugins.csr_console.views.frame import around, customer_of, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyramid.response import Response

    from core.plugin.api import Scope
    from core.plugin.api.pages import CachedForm, FormView, Request

_ = TranslationStringFactory("csr_console")

LONGEST = 500


class VisitSchema(colander.MappingSchema):
    """Why staff look at somebody's portal."""

    reason = colander.SchemaNode(
        colander.String(),
        title=_("Why do you want to see it?"),
        description=_("The customer can read this."),
        validator=colander.Length(max=LONGEST),
    )


# The form checks the token itself, so that what was typed comes back.
@view_config(
    route_name="csr_console.impersonate",
    permission=IMPERSONATE,
    renderer="csr_console/impersonate.jinja2",
    require_csrf=False,
)
def ask_for_reason(request: Request) -> Any:
    """Ask for the reason; then show the button that opens the window, with its token."""
    scope, contact = request.scope, customer_of(request)
    if request.method == "POST":
        refused = refuse(request, contact, "impersonate")
        if refused is not None:
            return refused
    elif refusal(scope, contact.id, "impersonate"):
        # Where the button has no effect, and says why.
        return HTTPSeeOther(request.route_path("csr_console.customer", id=contact.id))

    def offer(values: Mapping[str, Any]) -> Response:
        interaction = current(scope, contact.id)
        token = offer_impersonation(
            scope,
            contact.id,
            values["reason"],
            plugin="csr_console",
            interaction_id=interaction.id if interaction is not None else None,
        )
        page = {**around(request, contact), "token": token, "form": None}
        return render_to_response("csr_console/impersonate.jinja2", page, request=request)

    def render(form: FormView) -> dict[str, Any]:
        return {**around(request, contact), "form": form, "token": ""}

    return handle_form(request, _form(scope), offer, render=render)


def _form(scope: Scope) -> CachedForm:
    def make() -> CachedForm:
        buttons = (("go_on", _("Go on")),)
        return form_from_schema(VisitSchema(), scope.translator, buttons=buttons, form_id="visit")

    return cached_form(scope, "csr_console.impersonate", make)
