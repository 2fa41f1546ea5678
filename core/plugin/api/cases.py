"""Cases: to file, find, show and change them, and the lists that they stand in.

Read :class:`Case` and :class:`CaseNote` as you like; change them by services only.
"""

from core.cases.access import (
    ANSWER,
    CHANGE,
    READ,
    visible_cases,
)
from core.cases.filed_form import (
    known_field,
)
from core.cases.lifecycle.reopening import (
    Outcome,
    reopening_policy,
)
from core.cases.lifecycle.statuses import (
    statuses_of,
)
from core.cases.models import (
    Case,
    CaseNote,
)
from core.cases.notify.recipients import (
    colleagues_of,
    customers_of,
)
from core.cases.numbers import (
    read_number,
)
from core.cases.search.filters import (
    PartCondition,
    View,
    status_fields,
)
from core.cases.search.text_query import (
    MAX_TYPED,
)
from core.cases.services import (
    CaseFilter,
    CaseRow,
    CaseValues,
    FieldView,
    FileView,
    NoteView,
    OptionView,
    Page,
    People,
    add_note,
    assign_case,
    attach_file,
    change_case,
    close_case,
    count_views,
    create_case,
    get_case,
    get_case_by_id,
    get_case_with_contact,
    list_cases,
    list_files,
    list_notes,
    lock_case,
    may_change,
    may_reopen,
    may_write,
    offered_options,
    past_values,
    people_of,
    read_changes,
    read_new_case,
    reopen_case,
    show_option,
    values_of,
    visible_values,
)
from core.cases.values import (
    may_see,
)
from core.cases.web.conversation import (
    Conversation,
    read_conversation,
)
from core.cases.web.filter_controls import (
    Filter,
    asked_of,
    choose,
    conditions_asked,
    finds_nothing,
    list_filters,
    status_filter,
    unheeded,
)
from core.cases.web.lists import (
    ListColumn,
    ListLine,
    ListTable,
    choice_cell,
    count_view,
    lay_out,
    list_badges,
    list_part_filters,
    list_views,
    narrow_view,
)
from core.files.services import (
    limits_of,
)
from core.plugin.case_lists import (
    Badge,
    BaseView,
    CaseColumn,
    CaseFilterKind,
    CaseView,
    Cell,
    ListName,
)

__all__ = [
    "ANSWER",
    "CHANGE",
    "MAX_TYPED",
    "READ",
    "Badge",
    "BaseView",
    "Case",
    "CaseColumn",
    "CaseFilter",
    "CaseFilterKind",
    "CaseNote",
    "CaseRow",
    "CaseValues",
    "CaseView",
    "Cell",
    "Conversation",
    "FieldView",
    "FileView",
    "Filter",
    "ListColumn",
    "ListLine",
    "ListName",
    "ListTable",
    "NoteView",
    "OptionView",
    "Outcome",
    "Page",
    "PartCondition",
    "People",
    "View",
    "add_note",
    "asked_of",
    "assign_case",
    "attach_file",
    "change_case",
    "choice_cell",
    "choose",
    "close_case",
    "colleagues_of",
    "conditions_asked",
    "count_view",
    "count_views",
    "create_case",
    "customers_of",
    "finds_nothing",
    "get_case",
    "get_case_by_id",
    "get_case_with_contact",
    "known_field",
    "lay_out",
    "limits_of",
    "list_badges",
    "list_cases",
    "list_files",
    "list_filters",
    "list_notes",
    "list_part_filters",
    "list_views",
    "lock_case",
    "may_change",
    "may_reopen",
    "may_see",
    "may_write",
    "narrow_view",
    "offered_options",
    "past_values",
    "people_of",
    "read_changes",
    "read_conversation",
    "read_new_case",
    "read_number",
    "reopen_case",
    "reopening_policy",
    "show_option",
    "status_fields",
    "status_filter",
    "statuses_of",
    "unheeded",
    "values_of",
    "visible_cases",
    "visible_values",
]
