"""What a case's life should be, told without the product: plain values, rules in a few lines each.

Every method that changes something either raises :class:`No`, and then nothing has changed, or
does what the product is to do. Both houses of the machine have one :class:`TenantModel`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.errors import ConflictError, ForbiddenError, NotFoundError, ReadOnlyError, Refused

CONTACTS = ("ana", "bruno", "clara")
AGENTS = ("eva", "fred")
READER = "rita"
# A member of staff who looks through Ana's eyes.
SPY = "spy"
ACTORS = (*CONTACTS, *AGENTS, READER, SPY)

STATES = {
    "open": "open",
    "in_progress": "open",
    "waiting": "waiting",
    "closed": "closed",
    "rejected": "closed",
}


class No(Exception):  # an answer, not an error
    """The product must refuse, with this error."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__(error.__name__)
        self.error = error


@dataclass(frozen=True)
class Note:
    """A message, known by its word; an event has no word."""

    word: str
    author: str
    is_internal: bool = False
    event: str | None = None


@dataclass(frozen=True)
class File:
    """A file, named after a word, which is also its content."""

    word: str
    author: str
    is_internal: bool = False
    note: str | None = None
    label: str = ""


@dataclass
class CaseModel:
    """One case; ``kinds`` is its record of activity, the oldest first.

    ``confirmed`` are the copies that staff have named, or in sight of which they have answered.
    """

    number: int
    contact: str
    subject: str
    status: str
    priority: str
    cc: tuple[str, ...]
    assignee: str | None
    with_account: bool
    closed_at: datetime | None
    confirmed: tuple[str, ...] = ()
    parent: int | None = None
    version: int = 1
    notes: list[Note] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return STATES[self.status] == "closed"


@dataclass(frozen=True)
class Notice:
    """A job that will tell somebody by mail, if at its time there still is something to tell."""

    job: str
    case: CaseModel
    author: str
    note: Note | None = None
    transition: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail as far as it is the case's business; ``word`` is that of the note it carries."""

    kind: str
    number: int
    to: str
    cc: tuple[str, ...]
    word: str
    leads_to_portal: bool


@dataclass
class TenantModel:
    """One tenant: its rules, its people and its cases."""

    now: datetime
    customers_may_reopen: bool = True
    reply_to_closed: str = "reopen"
    days_to_reopen: int = 0
    unassigned_mails_to: str = "nobody"
    reopens_closed: bool = True
    grants: dict[str, str] = field(
        default_factory=lambda: {"priority": "view", "cc": "edit", "status": "view"}
    )
    portal_on: bool = True
    verified: set[str] = field(default_factory=lambda: {"ana", "bruno"})
    working: set[str] = field(default_factory=lambda: set(AGENTS))
    bruno_views_account: bool = True
    cases: list[CaseModel] = field(default_factory=list)
    waiting: list[Notice] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    # Who may do what

    def may_see(self, actor: str, case: CaseModel) -> bool:
        if actor in (*AGENTS, READER):
            return True
        if actor == "bruno" and case.with_account and self.bruno_views_account:
            return True
        return case.contact == ("ana" if actor == SPY else actor)

    def may_write(self, actor: str, case: CaseModel) -> bool:
        return actor in AGENTS or actor == case.contact

    def see(self, actor: str, number: int) -> CaseModel:
        for case in self.cases:
            if case.number == number and self.may_see(actor, case):
                return case
        raise No(NotFoundError)

    def to_write(self, actor: str, number: int) -> CaseModel:
        case = self.see(actor, number)
        if not self.may_write(actor, case):
            raise No(NotFoundError)
        return case

    def goes_back_to(self, status: str) -> str | None:
        return "open" if status == "closed" and self.reopens_closed else None

    def is_in_time(self, case: CaseModel) -> bool:
        if self.goes_back_to(case.status) is None or case.closed_at is None:
            return False
        waited = self.now - case.closed_at
        return self.days_to_reopen == 0 or waited < timedelta(days=self.days_to_reopen)

    # What happens to a case

    def create(
        self,
        actor: str,
        *,
        contact: str,
        subject: str,
        word: str,
        files: tuple[str, ...] = (),
        cc: tuple[str, ...] = (),
        priority: str = "medium",
        status: str = "open",
        assignee: str | None = None,
        with_account: bool = False,
    ) -> CaseModel:
        if actor == SPY:
            raise No(ReadOnlyError)
        is_staff = actor in (*AGENTS, READER)
        if not is_staff and (status != "open" or assignee is not None):
            raise No(Refused)
        if actor == READER or (not is_staff and contact != actor):
            raise No(ForbiddenError)
        if with_account and not is_staff and actor != "ana":
            raise No(Refused)
        if assignee is not None and assignee not in self.working:
            raise No(Refused)
        case = CaseModel(
            number=len(self.cases) + 1,
            contact=contact,
            subject=subject,
            status=status,
            priority=priority,
            cc=cc,
            assignee=assignee,
            with_account=with_account,
            closed_at=self.now if STATES[status] == "closed" else None,
            confirmed=cc if is_staff else (),
        )
        self._file(actor, case, word, files)
        return case

    def _file(self, actor: str, case: CaseModel, word: str, files: tuple[str, ...]) -> None:
        self.cases.append(case)
        case.kinds.append("case_created")
        note = self._write(case, Note(word, actor), files)
        self.waiting.append(Notice("cases.notify_created", case, actor, note))

    def _write(self, case: CaseModel, note: Note, files: tuple[str, ...] = ()) -> Note:
        case.notes.append(note)
        case.kinds.append("case_noted")
        for word in files:
            case.files.append(File(word, note.author, note.is_internal, note.word))
            case.kinds.append("file_added")
        return note

    def add_note(
        self,
        actor: str,
        number: int,
        word: str,
        *,
        files: tuple[str, ...] = (),
        is_internal: bool = False,
        status: str | None = None,
    ) -> CaseModel:
        """Return the case that the note is in."""
        case = self.to_write(actor, number)
        note = Note(word, actor, is_internal)
        if actor in AGENTS:
            if not is_internal and case.contact not in self.verified:
                raise No(Refused)
            return self._answer(case, note, files, status)
        if is_internal or status is not None:
            raise No(NotFoundError)
        if case.is_closed and self.reply_to_closed == "no_update":
            raise No(Refused)
        if case.is_closed and (self.reply_to_closed == "new_case" or not self.is_in_time(case)):
            return self._go_on(case, note, files)
        wakes = STATES[case.status] == "waiting"
        back = self.goes_back_to(case.status) if case.is_closed else "open" if wakes else None
        return self._answer(case, note, files, back)

    def _answer(
        self, case: CaseModel, note: Note, files: tuple[str, ...], status: str | None
    ) -> CaseModel:
        self._refuse_move(case, status)
        was_closed = case.is_closed
        if not note.is_internal:
            self._confirm(note.author, case)
        self._write(case, note, files)
        if status is not None and status != case.status:
            # An internal note tells the customer nothing, so what became of the case has its own.
            self._move(note.author, case, status, with_mail=note.is_internal)
            self._count(case)
        transition = (
            "" if case.is_closed == was_closed else "closed" if case.is_closed else "reopened"
        )
        self.waiting.append(Notice("cases.notify_note", case, note.author, note, transition))
        return case

    def _go_on(self, closed: CaseModel, note: Note, files: tuple[str, ...]) -> CaseModel:
        case = replace(
            closed,
            number=len(self.cases) + 1,
            status="open",
            closed_at=None,
            parent=closed.number,
            version=1,
            notes=[],
            files=[],
            kinds=[],
        )
        self._file(note.author, case, note.word, files)
        return case

    def attach(self, actor: str, number: int, word: str, label: str) -> CaseModel:
        case = self.to_write(actor, number)
        if case.is_closed and actor in CONTACTS:
            raise No(Refused)
        case.files.append(File(word, actor, label=label))
        case.kinds.append("file_added")
        self.waiting.append(Notice("cases.notify_file", case, actor))
        return case

    def change(
        self, actor: str, number: int, changes: dict[str, object], seen: int | None = None
    ) -> CaseModel:
        case = self.to_write(actor, number)
        if seen is not None and seen != case.version:
            raise No(ConflictError)
        wanted = {key: value for key, value in changes.items() if value != getattr(case, key)}
        for key in wanted:
            if actor in CONTACTS and self.grants.get(key) != "edit":
                raise No(Refused)
        status = wanted.pop("status", None)
        if isinstance(status, str):
            late = actor in CONTACTS and not (self.customers_may_reopen and self.is_in_time(case))
            self._refuse_move(case, status, late=late)
            self._move(actor, case, status)
        for key, value in wanted.items():
            setattr(case, key, value)
        if "cc" in wanted:
            self._confirm(actor, case)
        if wanted or status is not None:
            self._count(case)
        return case

    def assign(self, actor: str, number: int, assignee: str | None) -> CaseModel:
        case = self.see(actor, number)
        if actor not in AGENTS:
            raise No(ForbiddenError)
        if assignee is not None and assignee not in self.working:
            raise No(Refused)
        if case.assignee != assignee:
            case.assignee = assignee
            self._count(case)
        return case

    def close(self, actor: str, number: int, status: str | None) -> CaseModel:
        case = self.see(actor, number)
        if status is not None and STATES[status] != "closed":
            raise No(Refused)
        if actor in (*CONTACTS, SPY):
            raise No(ForbiddenError)
        self.to_write(actor, number)
        if not case.is_closed:
            self._move(actor, case, status or "closed")
            self._count(case)
        return case

    def reopen(self, actor: str, number: int, word: str) -> CaseModel:
        case = self.to_write(actor, number)
        by_contact = actor in CONTACTS
        back = self.goes_back_to(case.status)
        if not case.is_closed or back is None:
            raise No(Refused)
        if by_contact and not (word and self.customers_may_reopen and self.is_in_time(case)):
            raise No(Refused)
        event = "reopened_by_contact" if by_contact else "reopened"
        self._write(case, Note("", actor, event=event))
        self._move(actor, case, back)
        if word:
            self._write(case, Note(word, actor))
        self._count(case)
        return case

    def _confirm(self, actor: str, case: CaseModel) -> None:
        if actor in AGENTS:
            case.confirmed = case.cc

    def _refuse_move(self, case: CaseModel, status: str | None, *, late: bool = False) -> None:
        if status is None or not case.is_closed or STATES[status] == "closed":
            return
        if late or self.goes_back_to(case.status) is None:
            raise No(Refused)

    def _move(self, actor: str, case: CaseModel, status: str, *, with_mail: bool = True) -> None:
        was_closed = case.is_closed
        case.status = status
        if case.is_closed == was_closed:
            return
        case.closed_at = self.now if case.is_closed else None
        transition = "closed" if case.is_closed else "reopened"
        case.kinds.append(f"case_{transition}")
        if with_mail:
            self.waiting.append(
                Notice(f"cases.notify_{transition}", case, actor, transition=transition)
            )

    def _count(self, case: CaseModel) -> None:
        case.version += 1
        case.kinds.append("case_changed")
