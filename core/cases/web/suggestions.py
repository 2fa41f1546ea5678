"""What plugins suggest to a customer who types the subject of a new case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin import hookspecs
from core.templating import render
from core.web.panels import part_context
from core.web.search_hits import gather_hits
from core.web.widgets.submission import Submission

if TYPE_CHECKING:
    from core.web.forms import CachedForm
    from core.web.request import Request
    from core.web.search_hits import HitGroup

FIELD = "subject"
SHORTEST, LONGEST = 3, 200  # letters of the subject


def find_case_suggestions(request: Request, form: CachedForm) -> list[HitGroup] | None:
    """Return what the enabled plugins suggest for what was typed so far, by groups.

    Asks the database nothing where no plugin answers.

    :param form: of a new case; what was posted of it need not be valid
    :return: None if there is no plugin that could suggest anything
    """
    if not request.scope.hooks.plugins_with(hookspecs.case_suggestions):
        return None
    text = request.typed(FIELD).strip()[:LONGEST] if request.method == "POST" else ""
    if len(text) < SHORTEST or form.compiled is None:
        return []
    values = form.compiled.readable(form.read(Submission(request.POST.items())))
    return gather_hits(request, hookspecs.case_suggestions, text=text, values=values)


def answer_case_suggestions(request: Request, form: CachedForm) -> dict[str, str]:
    """Return the suggestions for the script that asks while somebody types.

    :return: ``html`` to show, empty if there is nothing
    """
    groups = find_case_suggestions(request, form)
    if not groups:
        return {"html": ""}
    scope = request.scope
    values = {**part_context(request), "suggestions": groups}
    template = "core/cases/suggestions.jinja2"
    return {"html": render(template, scope.translator, scope.tenant.domains, values)}
