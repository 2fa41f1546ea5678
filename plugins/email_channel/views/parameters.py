"""The page of the administration with the parameters of incoming mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import undoable
from core.plugin.api.pages import form_from_schema, handle_edit
from plugins.email_channel.permissions import SEE, SET_UP
from plugins.email_channel.services.parameters import (
    change_parameters,
    list_parameters,
    read_parameters,
)
from plugins.email_channel.services.replaying import has_replayable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.pages import CachedForm, Request

_ = TranslationStringFactory("email_channel")

SAVE = (("save", _("Save")),)
# What each value does, in a sentence.
HINTS = {
    "third_party": _(
        "Somebody was copied in a mail of a case, is not its contact, and answers. YES: the answer"
        " becomes a note, with the name of the contact who wrote it, or “Answered by a third"
        " party”. NO: the case stays as it is; the message waits in quarantine, and the assignee"
        " is told."
    ),
    "reply_to_closed": _(
        "Reopens it: the answer becomes a note, and the case is open again. Makes a new case: it"
        " goes on from the closed one. Changes nothing: the sender is told that the case is closed."
    ),
    "days_to_reopen": _("Cases that were closed longer ago are not reopened: a new one is made."),
    "unknown_sender": _(
        "Makes a contact: the message becomes a case, and a mail asks the sender to verify the"
        " address. Waits in quarantine: staff decide. Is refused: the sender is told."
    ),
    "failed_authentication": _(
        "What the domain of the sender says about its mail does not fit: anybody may have written"
        " it."
    ),
}


@view_config(
    route_name="email_channel.parameters",
    permission=SET_UP.name,
    renderer="email_channel/parameters.jinja2",
    require_csrf=False,
)
def edit_parameters(request: Request) -> Any:
    """Show and change the parameters."""
    scope = request.scope

    def save(changes: Mapping[str, Any]) -> HTTPSeeOther:
        with undoable(scope, SET_UP.name, "settings", place=request.path) as step:
            change_parameters(scope, changes)
        request.flash_message("success", _("Saved. The change applies to new messages."), step.id)
        return HTTPSeeOther(request.path)

    return handle_edit(
        request,
        parameters_form(scope),
        save,
        render=lambda form: {
            "form": form,
            "may_decide": scope.actor.may(SEE.name),
            "is_replayable": scope.actor.may(SEE.name) and has_replayable(scope),
        },
        current=read_parameters(scope),
    )


def parameters_form(scope: Scope) -> CachedForm:
    """Return the form of the parameters that the actor may change."""
    schema = colander.MappingSchema()
    for node in list_parameters(scope):
        schema.add(_control(scope, node))
    return form_from_schema(schema, scope.translator, buttons=SAVE, form_id="parameters")


def _control(scope: Scope, node: colander.SchemaNode) -> colander.SchemaNode:
    """Return a setting's node as a control of the form, which is not left empty."""
    missing_msg = _("Fill in “${label}”.", mapping={"label": node.title})
    control = node.clone()
    control.missing, control.missing_msg = colander.required, missing_msg
    hint = HINTS.get(node.name)
    if hint:
        control.description = hint
    options = getattr(node, "options", None)
    if options:
        control.widget_name = "radio"
        control.options = [(key, scope.translate(words)) for key, words in options]
    return control
