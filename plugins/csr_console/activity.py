"""How the console's entries in the record of activity read."""

from translationstring import TranslationStringFactory

from core.plugin.api import ActivityDetail, ActivityKind
from plugins.csr_console.levels import ACTIONS
from plugins.csr_console.services.interactions import ENDED, REASONS, REFUSED, STARTED

_ = TranslationStringFactory("csr_console")

REASON = ActivityDetail(key="reason", label=_("Reason"), words=REASONS)
OUTCOME = ActivityDetail(key="outcome", label=_("Outcome"))
ACTION = ActivityDetail(
    key="action",
    label=_("Action"),
    words={name: action.title for name, action in ACTIONS.items()},
)
KINDS = [
    ActivityKind(name=STARTED, title=_("Call began"), details=(REASON,)),
    ActivityKind(name=ENDED, title=_("Call ended"), details=(OUTCOME,)),
    ActivityKind(
        name=REFUSED, title=_("Refused, as the caller was not checked"), details=(ACTION,)
    ),
]
