"""Panels of plugins on a page, rendered before it: one that fails is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec

from markupsafe import Markup

from core.plugin.answers import plain
from core.templating import render
from core.web.rendering import part_context

if TYPE_CHECKING:
    from core.plugin.contributions import Panel
    from core.web.request import Request

P = ParamSpec("P")

LONGEST = 500_000  # letters of HTML; a page with more is of no use to anybody


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A block, ready to be put on a page, with the texts of the plugin it comes from."""

    title: str
    html: Markup
    position: int


def draw_panels(
    request: Request, spec: Callable[P, list[Panel]], *args: P.args, **given: P.kwargs
) -> list[DrawnPanel]:
    """Return the blocks that the enabled plugins add to a page, in the order of their positions.

    :param spec: the hook, and then its parameters by name
    """
    scope = request.scope
    context = part_context(request)

    def draw(panel: Panel) -> DrawnPanel:
        if panel.template:
            values = {**context, **panel.data}
            drawn = render(
                panel.template, scope.translator, scope.tenant.domains, values, longest=LONGEST
            )
            html = Markup(drawn)  # noqa: S704  # escaped by its template
        else:
            html = Markup("<p>{}</p>").format(plain(scope.translate(panel.text))[:LONGEST])
        return DrawnPanel(plain(scope.translate(panel.title)), html, panel.position)

    drawn = scope.hooks.gather_with(draw, spec, *args, **given)
    return sorted(drawn, key=lambda panel: panel.position)
