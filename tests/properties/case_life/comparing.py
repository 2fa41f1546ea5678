"""Reading what the product has stored and shows, in the words of the model."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, inspect, select

from core.activity.models import Activity
from core.activity.services import list_case_activity
from core.cases import services
from core.cases.models import Case
from core.db.base import Model
from core.db.outbox import OutboxMessage
from core.errors import NotFoundError
from core.mail.models import MailMessage
from tests.properties.case_life.lists import list_numbers
from tests.properties.case_life.model import CONTACTS, STATES, CaseModel, Mail, Note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.scope import Scope
    from tests.properties.case_life.driver import TenantDriver
    from tests.properties.case_life.model import TenantModel

MAIL = "mail_sent"
WORD = re.compile(r"\bnote\d+\b")
COMPARED = (
    *("number", "contact", "subject", "status", "priority", "cc", "assignee", "with_account"),
    *("closed_at", "parent", "version", "confirmed"),
)


def read_rows(driver: TenantDriver) -> dict[str, list[str]]:
    """Return every row that the tenant has in any table."""
    with driver.platform.every_tenant(reading=True) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(select(func.set_config("ventanilla.search", "%", True)))
        present = inspect(session.get_bind()).get_table_names()  # others' plugins have theirs
        known = (table for table in Model.metadata.sorted_tables if table.name in present)
        tables = (table for table in known if "tenant_id" in table.c)
        return {
            table.name: sorted(
                map(repr, session.execute(select(table).where(table.c.tenant_id == driver.id)))
            )
            for table in tables
        }


def compare_cases(driver: TenantDriver, model: TenantModel, readers: Sequence[str]) -> None:
    """Compare the rows of all cases, and which of them the readers find in their lists."""
    names = {person.id: name for name, person in driver.people.items()}
    with driver.reading() as scope:
        cases = list(scope.session.scalars(select(Case).order_by(Case.number)))
        numbers = {case.id: case.number for case in cases}
        found = [_as_model(case, names, numbers) for case in cases]
        states = [case.state for case in cases]
        lists = {name: _list(scope.acting_as(driver.actor(name))) for name in readers}
    assert found == [_compared(case) for case in model.cases]
    assert states == [STATES[case.status] for case in model.cases]
    assert lists == {name: list_numbers(model, name, "all") for name in readers}


def _list(scope: Scope) -> list[int]:
    page = services.list_cases(scope, services.CaseFilter(view="all", size=200))
    return [row.number for row in page.rows]


def _compared(case: CaseModel) -> dict[str, Any]:
    return {key: getattr(case, key) for key in COMPARED}


def _as_model(case: Case, names: dict[UUID, str], numbers: dict[UUID, int]) -> dict[str, Any]:
    return {
        **{key: getattr(case, key) for key in COMPARED if hasattr(case, key)},
        "cc": tuple(case.cc),
        "confirmed": tuple(case.confirmed_cc),
        "contact": names[case.contact_id],
        "assignee": names.get(case.assignee_id),
        "with_account": case.account_id is not None,
        "parent": numbers.get(case.parent_id),
    }


def compare_one(
    driver: TenantDriver, model: TenantModel, case: CaseModel, readers: Sequence[str]
) -> None:
    """Compare what the readers see of a case, and its record."""
    with driver.reading() as scope:
        record = list_case_activity(scope, services.get_case(scope, case.number).id, limit=1000)
        kinds = [entry.kind for entry in reversed(record) if entry.kind != MAIL]
        assert kinds == case.kinds
        for name in readers:
            _compare_view(driver, model, case, name, scope.acting_as(driver.actor(name)))


def _compare_view(
    driver: TenantDriver, model: TenantModel, case: CaseModel, name: str, scope: Scope
) -> None:
    try:
        found = services.get_case(scope, case.number)
    except NotFoundError:
        assert not model.may_see(name, case)
        return
    assert model.may_see(name, case)
    assert services.may_write(scope, found) == model.may_write(name, case)
    is_inside = scope.actor.audience == "agent"
    notes = services.list_notes(scope, found)
    files = services.list_files(scope, found)
    values = {view.key: view.value for view in services.visible_values(scope, found)}
    offered = services.may_reopen(scope, found)
    authors = {person.id: name for name, person in driver.people.items()}
    words = {note.id: _word(note.html) for note in notes}
    assert [Note(words[note.id], authors[note.author_id], note.is_internal) for note in notes] == [
        Note(note.word, note.author, note.is_internal)
        for note in case.notes
        if is_inside or not note.is_internal
    ]
    assert [
        (PurePath(f.name).stem, f.is_internal, words.get(f.note_id), f.label) for f in files
    ] == [
        (f.word, f.is_internal, f.note, f.label)
        for f in case.files
        if is_inside or not f.is_internal
    ]
    for key in ("priority", "cc", "status"):
        assert (key in values) == (is_inside or model.grants[key] != "hidden")
        if key in values:
            assert values[key] == (list(case.cc) if key == "cc" else getattr(case, key))
    back = case.is_closed and model.goes_back_to(case.status) is not None
    if name in CONTACTS:
        back = back and model.customers_may_reopen and model.is_in_time(case)
    assert offered == (back and model.may_write(name, case))


def _word(html: str) -> str:
    found = WORD.search(html)
    return found.group() if found else ""


def compare_outbox(driver: TenantDriver, model: TenantModel) -> None:
    """Compare the jobs that wait to tell somebody, in their order."""
    query = select(OutboxMessage.actor).where(
        OutboxMessage.tenant_id == driver.id,
        OutboxMessage.done_at.is_(None),
        OutboxMessage.actor.startswith("cases.notify_"),
    )
    with driver.platform.every_tenant(reading=True) as session:
        waiting = list(session.scalars(query.order_by(OutboxMessage.id)))
    assert waiting == [notice.job for notice in model.waiting]


def compare_mails(driver: TenantDriver, model: TenantModel) -> None:
    """Compare the mails about cases: each once, to whom, with which words, leading where."""
    with driver.reading() as scope:
        rows = scope.session.execute(
            select(MailMessage, Case.number)
            .join(
                Case, (Case.tenant_id == MailMessage.tenant_id) & (Case.id == MailMessage.case_id)
            )
            .order_by(MailMessage.id)
        ).all()
    found = [_as_mail(mail, number) for mail, number in rows]
    assert sorted(found, key=repr) == sorted(model.mails, key=repr)
    assert {mail.state for mail, _number in rows} <= {"held"}


def _as_mail(mail: MailMessage, number: int) -> Mail:
    words = set(WORD.findall(mail.text))
    assert len(words) <= 1
    (address,) = [address for _name, address in mail.to]
    return Mail(
        mail.kind,
        number,
        address.partition("@")[0],
        tuple(address for _name, address in mail.cc),
        "".join(words),
        f"/cases/{number}" in mail.text and mail.kind != "agent_note",
    )


def compare_records(driver: TenantDriver, model: TenantModel) -> None:
    """Compare what each contact can read about themselves: nothing internal is among it."""
    internal = {"case_noted": 0, "file_added": 0}
    for case in model.cases:
        internal["case_noted"] += sum(note.is_internal for note in case.notes)
        internal["file_added"] += sum(file.is_internal for file in case.files)
    with driver.reading() as scope:
        rows = scope.session.execute(
            select(Activity.kind, Activity.contact_id).where(
                Activity.case_id.is_not(None), Activity.kind != MAIL
            )
        ).all()
    hidden = [kind for kind, contact_id in rows if contact_id is None]
    assert {kind: hidden.count(kind) for kind in internal} == internal
    assert len(hidden) == sum(internal.values())
