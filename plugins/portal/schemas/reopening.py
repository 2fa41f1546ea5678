"""Why a closed case is opened again."""

import colander
from translationstring import TranslationStringFactory

from core.plugin.api.fields import TYPES, FieldDefinition

_ = TranslationStringFactory("portal")

REASON = FieldDefinition(key="reason", type="richtext", labels={})


def reopening_schema() -> colander.SchemaNode:
    reason = TYPES["richtext"].node(REASON, "en")
    reason.title = _("Reason")
    reason.missing = colander.required
    reason.missing_msg = _("Write why the case should be opened again.")
    return colander.SchemaNode(colander.Mapping(), reason)
