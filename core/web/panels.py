"""Panels of plugins on a page: one that fails is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from markupsafe import Markup
from pyramid.csrf import get_csrf_token

from core.plugin import hookspecs
from core.plugin.answers import plain
from core.templating import OWNER, render
from core.web.statics import static_url

if TYPE_CHECKING:
    from uuid import UUID

    from jinja2.runtime import Context

    from core.plugin.contributions import Audience, Panel, Place
    from core.web.request import Request

LONGEST = 500_000  # letters of HTML; a page with more is of no use to anybody


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A block, ready to be put on a page, with the texts of the plugin it comes from."""

    title: str
    html: Markup
    position: int


class CsrfToken:
    """The anti-forgery token, made when a template first writes it.

    So a page without forms stays without a cookie.
    """

    def __init__(self, request: Request) -> None:
        self._request = request

    def __str__(self) -> str:
        return str(get_csrf_token(self._request))

    def __html__(self) -> str:
        return str(self)


def part_context(request: Request) -> dict[str, Any]:
    """Return what a part of a page can use, drawn on its own."""
    return {
        "request": request,
        "scope": request.scope,
        "zone": request.time_zone,
        "static": static_url,
        "route": request.route_path,
        "csrf_token": CsrfToken(request),
    }


def audience_of(request: Request) -> Audience:
    """Return whose page it is, unless it is one for everybody."""
    return "agent" if request.audience == "staff" else "customer"


@pass_context
def panels(
    context: Context, place: Place, about: UUID | None = None, audience: Audience | None = None
) -> list[DrawnPanel]:
    """Return the blocks of a place, in the order of their positions. For templates.

    :param about: what the page is about
    :param audience: needed only where the page's route is for everybody
    """
    request: Request = context["request"]
    scope = request.scope

    def draw(panel: Panel) -> DrawnPanel:
        if panel.template:
            is_own = panel.template.startswith(f"{context[OWNER]}/")
            surroundings = context.get_all() if is_own else part_context(request)
            values = {**surroundings, **panel.data}
            drawn = render(
                panel.template, scope.translator, scope.tenant.domains, values, longest=LONGEST
            )
            html = Markup(drawn)  # noqa: S704  # escaped by its template
        else:
            html = Markup("<p>{}</p>").format(plain(scope.translate(panel.text))[:LONGEST])
        return DrawnPanel(plain(scope.translate(panel.title)), html, panel.position)

    drawn = scope.hooks.gather_with(
        draw,
        hookspecs.panels,
        scope=scope,
        place=place,
        about=about,
        audience=audience or audience_of(request),
    )
    shown = [panel for panel in drawn if panel.html.strip()]
    return sorted(shown, key=lambda panel: panel.position)
