"""Routes, requests and forms.

A route's audience (``public``, ``customer``, ``staff``, ``program``) says who may come; staff also
need the view's ``permission``, if it names one. Who may not, gets 404, and a stranger the sign-in
page.
"""

from core.cases.web.forms import (
    add_message,
    case_form,
    completion_form,
    extras_of,
    sent_as,
    sent_in,
)
from core.cases.web.suggestions import (
    answer_case_suggestions,
    find_case_suggestions,
)
from core.files.downloads import (
    save_as,
)
from core.files.forms import (
    file_rule,
    take_upload,
)
from core.people.lock_pages import (
    ask_to_lock,
    ask_to_unlock,
)
from core.web.actions import (
    draw_actions,
)
from core.web.answer_tools import (
    read_answer_text,
)
from core.web.confirmation import (
    ask_first,
    is_confirmed,
)
from core.web.drafting import (
    has_sent,
)
from core.web.forms import (
    CachedForm,
    FormExtras,
    FormView,
    cached_form,
    draw_form,
    expect_token,
    form_from_definition,
    form_from_schema,
    handle_edit,
    handle_form,
    one_time_key,
    set_sent_text,
)
from core.web.messages import (
    is_short,
)
from core.web.request import (
    Request,
)
from core.web.routing import (
    RouteConfig,
    read_id,
    safe_next,
)
from core.web.search_hits import (
    HitGroup,
    find_search_hits,
)
from core.web.tables import (
    AdminTable,
)
from core.web.widgets.selection import (
    SelectWidget,
)

__all__ = [
    "AdminTable",
    "CachedForm",
    "FormExtras",
    "FormView",
    "HitGroup",
    "Request",
    "RouteConfig",
    "SelectWidget",
    "add_message",
    "answer_case_suggestions",
    "ask_first",
    "ask_to_lock",
    "ask_to_unlock",
    "cached_form",
    "case_form",
    "completion_form",
    "draw_actions",
    "draw_form",
    "expect_token",
    "extras_of",
    "file_rule",
    "find_case_suggestions",
    "find_search_hits",
    "form_from_definition",
    "form_from_schema",
    "handle_edit",
    "handle_form",
    "has_sent",
    "is_confirmed",
    "is_short",
    "one_time_key",
    "read_answer_text",
    "read_id",
    "safe_next",
    "save_as",
    "sent_as",
    "sent_in",
    "set_sent_text",
    "take_upload",
]
