"""An answer to a case, with the status that comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.plugin.api.cases import offered_options
from core.plugin.api.pages import SelectWidget, add_message

if TYPE_CHECKING:
    from core.plugin.api import Scope

_ = TranslationStringFactory("agent_desk")


class StatusWidget(SelectWidget):
    """The list of statuses, with its key on the keyboard."""

    def attributes(self, node: colander.SchemaNode) -> dict[str, Any]:
        return {**super().attributes(node), "data-v-key": "s"}


def reply_schema(scope: Scope) -> colander.SchemaNode:
    schema = colander.SchemaNode(colander.Mapping())
    add_message(schema, scope)
    schema["message"].missing = colander.required
    schema["message"].missing_msg = _("Write a message.")
    options = tuple((choice.key, choice.label) for choice in offered_options(scope, "status"))
    schema.add(
        colander.SchemaNode(
            colander.String(),
            name="status",
            title=_("Status after sending"),
            options=options,
            validator=colander.OneOf([key for key, _label in options]),
            widget=StatusWidget(empty=_("Leave as it is")),
            missing="",
        )
    )
    return schema
