"""Keeping the search index of a case up to date: its words and its filter values.

They are written in the case's own transaction. When labels, languages, rules or visible fields of
the tenant change, old cases lag until the job ``cases.index_cases`` has gone through them; when a
contact or an account is called otherwise, the cases of theirs until ``cases.index_people`` has.

What staff find a case by has two lines: the words of its fields and people, which are written anew
when those change, and the words of its messages, which become more. Each word stands there once:
order doesn't matter to a search, and what is quoted with every answer takes no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, text, tuple_, update
from sqlalchemy.orm.util import identity_key

from core.cases.models import Case, CaseFilterValue, CaseNote, CaseStaffText, CaseText
from core.cases.search.buckets import bucket_of
from core.cases.search.index_entry import entry_of, join_words, with_number
from core.cases.search.text_query import clear_search_pattern
from core.db.session import is_postgresql
from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.search_text import words_to_find
from fields_config.html import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from core.cases.search.index_entry import FilterValue, IndexEntry
    from core.scope import Scope

BATCH = 50
MOST_WORDS = 100_000
LINE = "\n"

People = tuple[str, str]


def prepare_entry(scope: Scope, case: Case) -> IndexEntry:
    """Work out by what a case is found, its people among it."""
    return entry_of(scope, case, *_people_of(scope, [case])[case.id])


def index_new_case(scope: Scope, case: Case, entry: IndexEntry, message: str) -> None:
    """Write by what a new case is found: nothing is written of it yet, so nothing is looked up.

    :param message: HTML that it begins with
    """
    _add_facets(scope, case, entry.filter_values)
    _add_text(scope, case, with_number(case, entry.words))
    _add_staff_text(scope, case, _staff_text(case, entry, html_words(message)))


def index_case(scope: Scope, case: Case) -> None:
    """Write anew by what a case is found."""
    entry = prepare_entry(scope, case)
    clear_search_pattern(scope)
    _change_entry(scope, case, entry)
    row = scope.session.get(CaseStaffText, (scope.tenant_id, case.id))
    if row is None:
        _add_staff_text(
            scope, case, _staff_text(case, entry, _words_of_notes(scope, [case])[case.id])
        )
    else:
        row.text = _staff_text(case, entry, row.text.partition(LINE)[2])
        scope.session.flush()


def index_note(scope: Scope, case: Case, html: str) -> None:
    """Let staff find a case by the words of one more message."""
    if not html:
        return
    clear_search_pattern(scope)
    row = scope.session.get(CaseStaffText, (scope.tenant_id, case.id))
    if row is None:  # filed before there was such a text, and the job comes later
        return
    facts, _line, words = row.text.partition(LINE)
    both = join_words(dict.fromkeys((*words.split(), *words_to_find(text_of(html)))), MOST_WORDS)
    if both != words:
        row.text = f"{facts}{LINE}{both}"
        scope.session.flush()


def html_words(html: str) -> str:
    """Return the words of a message."""
    return join_words(words_to_find(text_of(html)), MOST_WORDS)


def index_cases_after(scope: Scope, number: int) -> int | None:
    """Index the next cases behind that number; return the last one's, if there may be more."""
    query = select(Case).where(Case.number > number).order_by(Case.number).limit(BATCH)
    cases = scope.session.scalars(query).all()
    index_cases(scope, cases)
    return cases[-1].number if len(cases) == BATCH else None


def index_cases_of(
    scope: Scope, number: int, *, contact_id: UUID | None = None, account_id: UUID | None = None
) -> int | None:
    """Index the next cases of a contact or an account, as :func:`index_cases_after` does."""
    is_theirs = (
        Case.contact_id == contact_id if account_id is None else Case.account_id == account_id
    )
    query = select(Case).where(is_theirs, Case.number > number).order_by(Case.number).limit(BATCH)
    cases = scope.session.scalars(query).all()
    index_cases(scope, cases)
    return cases[-1].number if len(cases) == BATCH else None


def index_cases(scope: Scope, cases: Sequence[Case]) -> None:
    """Write anew by what each of some cases is found, from all that is stored of it."""
    if not cases:
        return
    people, words = _people_of(scope, cases), _words_of_notes(scope, cases)
    clear_search_pattern(scope)
    ids = [case.id for case in cases]
    texts = select(CaseStaffText).where(CaseStaffText.id.in_(ids))
    rows = {row.id: row for row in scope.session.scalars(texts)}
    for case in cases:
        entry = entry_of(scope, case, *people[case.id])
        _change_entry(scope, case, entry)
        whole = _staff_text(case, entry, words[case.id])
        if case.id not in rows:
            _add_staff_text(scope, case, whole)
        elif rows[case.id].text != whole:
            rows[case.id].text = whole
    scope.session.flush()


def _change_entry(scope: Scope, case: Case, entry: IndexEntry) -> None:
    """Write anew by what lists and customers find a case."""
    if entry.folded != case.folded:
        case.folded = entry.folded
    _change_facets(scope, case, entry.filter_values)
    words = with_number(case, entry.words)
    changed = scope.session.execute(
        update(CaseText)
        .where(CaseText.id == case.id)
        .values(text=words, era=bucket_of(case.number))
        .returning(CaseText.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        _add_text(scope, case, words)


def _change_facets(scope: Scope, case: Case, wanted: frozenset[FilterValue]) -> None:
    query = select(CaseFilterValue.field, CaseFilterValue.value).where(
        CaseFilterValue.number == case.number
    )
    there = {(row.field, row.value) for row in scope.session.execute(query)}
    if gone := there - wanted:
        scope.session.execute(
            delete(CaseFilterValue)
            .where(
                CaseFilterValue.number == case.number,
                tuple_(CaseFilterValue.field, CaseFilterValue.value).in_(sorted(gone)),
            )
            .execution_options(synchronize_session=False)
        )
    _add_facets(scope, case, wanted - there)


def _add_facets(scope: Scope, case: Case, filter_values: frozenset[FilterValue]) -> None:
    scope.session.add_all(
        CaseFilterValue(tenant_id=scope.tenant_id, field=field, value=value, number=case.number)
        for field, value in sorted(filter_values)
    )


def _staff_text(case: Case, entry: IndexEntry, words_of_notes: str) -> str:
    return f"{with_number(case, entry.staff_words)}{LINE}{words_of_notes}"


def _add_text(scope: Scope, case: Case, words: str) -> None:
    era = bucket_of(case.number)
    scope.session.add(CaseText(tenant_id=scope.tenant_id, id=case.id, era=era, text=words))


def _add_staff_text(scope: Scope, case: Case, words: str) -> None:
    era = bucket_of(case.number)
    if is_postgresql(scope.session):
        row = CaseStaffText(tenant_id=scope.tenant_id, id=case.id, era=era, text=words)
        scope.session.add(row)
        return
    # It has the place of the customers' text: the order of the numbers (core.cases.search.buckets).
    scope.session.flush()
    given = {"tenant_id": scope.tenant_id.hex, "id": case.id.hex, "era": era, "text": words}
    scope.session.connection().execute(_IN_ITS_PLACE, given)


_IN_ITS_PLACE = text(
    "INSERT INTO case_staff_search (row, tenant_id, id, era, text)"
    " SELECT row, tenant_id, id, :era, :text FROM case_search"
    " WHERE tenant_id = :tenant_id AND id = :id"
)


def _people_of(scope: Scope, cases: Sequence[Case]) -> Mapping[UUID, People]:
    """Return the words of contact and account by the case's id."""
    contacts = _searched(scope, Contact, {case.contact_id for case in cases})
    accounts = _searched(scope, Account, {case.account_id for case in cases})
    return {
        case.id: (contacts.get(case.contact_id, ""), accounts.get(case.account_id, ""))
        for case in cases
    }


def _searched(
    scope: Scope, table: type[Contact | Account], ids: set[UUID | None]
) -> dict[UUID | None, str]:
    wanted = ids - {None}
    if not wanted:
        return {}
    known: Any = scope.session.identity_map
    keys = {id_: identity_key(table, (scope.tenant_id, id_)) for id_ in wanted}
    found = {id_: known[key].search for id_, key in keys.items() if key in known}
    if unknown := wanted - found.keys():
        rows = scope.session.execute(select(table.id, table.search).where(table.id.in_(unknown)))
        found |= {row.id: row.search for row in rows}
    return found


def _words_of_notes(scope: Scope, cases: Sequence[Case]) -> dict[UUID, str]:
    """Return the words of the messages of each case, internal notes among them."""
    found: dict[UUID, dict[str, None]] = {case.id: {} for case in cases}
    notes = select(CaseNote.case_id, CaseNote.html).where(CaseNote.case_id.in_(found))
    for note in scope.session.execute(notes.order_by(CaseNote.id)):
        found[note.case_id] |= words_to_find(text_of(note.html))
    return {id_: join_words(words, MOST_WORDS) for id_, words in found.items()}
