"""The public services of cases: callers import them from here."""

from core.cases.access import (
    get_case,
    get_case_by_id,
    get_case_with_contact,
    may_change,
    may_write,
)
from core.cases.case_options import (
    ChannelView,
    OptionView,
    offered_options,
    show_channel,
    show_option,
)
from core.cases.incomplete.links import Completion, find_completion
from core.cases.incomplete.marks import Missing, find_missing
from core.cases.intake.case_values import CaseValues, read_changes, read_new_case
from core.cases.lifecycle.transitions import lock_case
from core.cases.search.filters import CaseFilter
from core.cases.search.text_query import is_too_short
from core.cases.services.changes import (
    assign_case,
    change_case,
    close_case,
    may_reopen,
    reopen_case,
)
from core.cases.services.completion import ask_again, complete_by_link, complete_case
from core.cases.services.counting import count_views
from core.cases.services.creation import create_case
from core.cases.services.files import OpenFile, attach_file, open_file
from core.cases.services.listing import CaseRow, Page, list_cases
from core.cases.services.notes import add_note
from core.cases.services.showing import (
    FieldView,
    FileView,
    NoteView,
    People,
    list_files,
    list_notes,
    past_values,
    people_of,
    visible_values,
)
from core.cases.services.third_parties import as_third_party
from core.cases.values import filterable_fields, values_of

__all__ = [
    "CaseFilter",
    "CaseRow",
    "CaseValues",
    "ChannelView",
    "Completion",
    "FieldView",
    "FileView",
    "Missing",
    "NoteView",
    "OpenFile",
    "OptionView",
    "Page",
    "People",
    "add_note",
    "as_third_party",
    "ask_again",
    "assign_case",
    "attach_file",
    "change_case",
    "close_case",
    "complete_by_link",
    "complete_case",
    "count_views",
    "create_case",
    "filterable_fields",
    "find_completion",
    "find_missing",
    "get_case",
    "get_case_by_id",
    "get_case_with_contact",
    "is_too_short",
    "list_cases",
    "list_files",
    "list_notes",
    "lock_case",
    "may_change",
    "may_reopen",
    "may_write",
    "offered_options",
    "open_file",
    "past_values",
    "people_of",
    "read_changes",
    "read_new_case",
    "reopen_case",
    "show_channel",
    "show_option",
    "values_of",
    "visible_values",
]
