"""The page of the administration on which the facts are chosen that callers are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import Refused, change_settings, undoable
from core.plugin.api.pages import form_from_schema, handle_edit
from plugins.csr_console.services.facts import possible_facts
from plugins.csr_console.settings import MOST_FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.pages import CachedForm, Request

_ = TranslationStringFactory("csr_console")

CHANGE = "settings:change"
SAVE = (("save", _("Save")),)


@view_config(
    route_name="csr_console.facts",
    permission=CHANGE,
    renderer="csr_console/facts.jinja2",
    require_csrf=False,
)
def edit_facts(request: Request) -> Any:
    """Choose what callers are asked, and how much of it has to be right."""
    scope = request.scope
    current = scope.tenant.settings("csr_console")
    possible = [fact.name for fact in possible_facts(scope)]

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        facts = [name for name in possible if name in values["facts"]]
        if values["facts_needed"] > len(facts):
            raise Refused(fields={"facts_needed": _("Choose at least as many facts.")})
        with undoable(scope, CHANGE, "settings", place=request.path) as step:
            change_settings(
                scope, "csr_console", {"facts": facts, "facts_needed": values["facts_needed"]}
            )
        request.flash_message("success", _("Saved. It holds for the next call."), step.id)
        return HTTPSeeOther(request.path)

    return handle_edit(
        request,
        _form(scope),
        save,
        render=lambda form: {"form": form},
        current={
            "facts": [name for name in possible if name in current["facts"]],
            "facts_needed": current["facts_needed"],
        },
        is_whole=True,
    )


def _form(scope: Scope) -> CachedForm:
    schema = colander.MappingSchema()
    schema.add(
        colander.SchemaNode(
            colander.Set(),
            name="facts",
            title=_("Facts that callers are asked"),
            description=_(
                "They are not shown at the console before the caller is checked. Choose what"
                " only the customer knows."
            ),
            widget_name="multilist",
            options=[(fact.name, fact.label) for fact in possible_facts(scope)],
            missing_msg=_("Choose at least one fact."),
        )
    )
    needed = _("How many of them have to match")
    schema.add(
        colander.SchemaNode(
            colander.Integer(),
            name="facts_needed",
            title=needed,
            validator=colander.Range(min=1, max=MOST_FACTS),
            missing_msg=_("Fill in “${label}”.", mapping={"label": needed}),
        )
    )
    return form_from_schema(schema, scope.translator, buttons=SAVE, form_id="facts")
