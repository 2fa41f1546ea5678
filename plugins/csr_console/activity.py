"""How the console's entries in the record of activity read."""

from translationstring import TranslationStringFactory

from core.plugin.api import ActivityDetail, ActivityKind
from plugins.csr_console.levels import ACTIONS
from plugins.csr_console.services.codes import CODE_READ, CODE_SENT
from plugins.csr_console.services.interactions import ENDED, REASONS, REFUSED, STARTED
from plugins.csr_console.services.limits import LIMITED
from plugins.csr_console.services.verification import BLOCKED, CHECKED, SUPERVISION, TRIED

_ = TranslationStringFactory("csr_console")

STAFF = ActivityDetail(key="staff_id", label=_("Member of staff"))
DISTRICTS = ActivityDetail(key="districts", label=_("Districts"))
REASON = ActivityDetail(key="reason", label=_("Reason"), words=REASONS)
OUTCOME = ActivityDetail(key="outcome", label=_("Outcome"))
ACTION = ActivityDetail(
    key="action",
    label=_("Action"),
    words={name: action.title for name, action in ACTIONS.items()},
)
KINDS = [
    ActivityKind(name=LIMITED, title=_("Districts of staff changed"), details=(STAFF, DISTRICTS)),
    ActivityKind(name=STARTED, group="visits", title=_("Call began"), details=(REASON,)),
    ActivityKind(name=ENDED, group="visits", title=_("Call ended"), details=(OUTCOME,)),
    ActivityKind(
        name=REFUSED,
        group="visits",
        title=_("Refused, as the caller was not checked"),
        details=(ACTION,),
    ),
    ActivityKind(
        name=CHECKED,
        group="visits",
        staff_only=False,
        title=_("Caller checked by facts"),
        details=(
            ActivityDetail(key="matched", label=_("Matched")),
            ActivityDetail(key="given", label=_("Asked")),
            ActivityDetail(key="enough", label=_("Enough")),
        ),
    ),
    ActivityKind(
        name=BLOCKED,
        group="visits",
        title=_("Checking by facts blocked: too many were wrong"),
        staff_only=False,
    ),
    ActivityKind(
        name=TRIED,
        group="visits",
        title=_("Checking by facts tried while it is blocked"),
        staff_only=False,
    ),
    ActivityKind(
        name=CODE_SENT,
        group="passwords",
        title=_("Code mailed for the caller to read out"),
        staff_only=False,
    ),
    ActivityKind(
        name=CODE_READ,
        group="passwords",
        staff_only=False,
        title=_("Code read out by the caller"),
        details=(ActivityDetail(key="right", label=_("Right")),),
    ),
    ActivityKind(
        name=SUPERVISION,
        group="visits",
        title=_("Caller confirmed by a supervisor"),
        details=(ActivityDetail(key="staff_id", label=_("For")),),
    ),
]
