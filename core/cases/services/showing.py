"""Reading one case for a page: its values, its conversation, its files."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Boolean, ColumnElement, Row, Select, bindparam, or_, select

from core.cases.authors import EVENTS
from core.cases.case_options import ChannelView, OptionView, show_channel, show_option
from core.cases.filed_form import form_of, past_fields
from core.cases.models import Case, CaseFile, CaseNote
from core.cases.values import CONVERSATION, REFERENCES, may_see, values_of
from core.db.prepared import PreparedQuery
from core.identity.models.account import Account
from core.identity.models.contact import Contact, full_name
from core.identity.models.staff import Staff
from fields_config.definition import Access
from fields_config.html import clean_html, place_pictures
from fields_config.policy import Decision, decide
from fields_config.texts import title_of

if TYPE_CHECKING:
    from datetime import datetime

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, Screen


PORTAL = "portal"  # what needs not be said
FIRST = UUID(int=0)  # below every key


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a case as its reader may see it.

    :ivar choice: has the colour of a list's option
    :ivar is_past: the case has this answer, but nobody is asked for it any more
    """

    key: str
    label: str
    text: str
    access: Access
    required: bool
    value: Any
    section: str
    choice: OptionView | None = None
    is_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note as a page shows it. ``html`` is clean and safe to write out.

    :ivar with_pictures: the same with references to the pictures within the text, which are among
        the note's files (:func:`fields_config.html.place_pictures`)
    :ivar came_by: the channel, where it is another than the portal and the actor may know
    """

    id: UUID
    html: Markup
    with_pictures: Markup
    author_kind: str
    author_id: UUID | None
    author_name: str
    is_internal: bool
    is_event: bool
    is_own: bool
    channel: str
    created_at: datetime
    came_by: ChannelView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a case; ``core.file`` (customers) and ``core.staff_file`` are its routes."""

    id: UUID
    name: str
    label: str
    size: int
    media_type: str
    note_id: UUID | None
    upload_id: UUID
    author_kind: str
    author_name: str
    is_internal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """The names of those whom a case refers to."""

    contact: str
    account: str
    assignee: str


def visible_values(
    scope: Scope, case: Case, screen: Screen = "detail", *, people: People | None = None
) -> list[FieldView]:
    """Return the fields that the actor's audience sees, in the form's order, in their language.

    Questions that came after the case are among them only if they have an answer; answers to what
    is no longer asked come last.

    :param people: whom the case refers to, if that has been asked for already
    """
    form = form_of(scope, case)
    values = values_of(case)
    people = people or people_of(scope, case)
    views = []
    for field in form.active_fields():
        if field.key in CONVERSATION or field.type not in scope.tenant.types:
            continue
        decision = decide(form, field, scope.actor.audience, screen, values)
        if decision.visible:
            views.append(_view(scope, field, values.get(field.key), decision, people))
    return [*views, *past_values(scope, case, people=people)]


def past_values(scope: Scope, case: Case, *, people: People | None = None) -> list[FieldView]:
    """Return the answers that the case has to what is no longer asked, as the actor may see them.

    Forms of the case do not show them, so pages show them separately.
    """
    fields = [field for field in past_fields(scope, case) if field.type in scope.tenant.types]
    if not fields:
        return []
    values = values_of(case)
    people = people or people_of(scope, case)
    return [
        _view(scope, field, values[field.key], Decision(Access.VIEW), people, is_past=True)
        for field in fields
    ]


def _view(
    scope: Scope,
    field: FieldDefinition,
    value: Any,
    decision: Decision,
    people: People,
    *,
    is_past: bool = False,
) -> FieldView:
    is_list = field.type in ("list", "tree") and isinstance(value, str)
    return FieldView(
        key=field.key,
        label=title_of(field, scope.locale, scope.tenant.default_locale),
        text=_text(scope, field, value, people),
        access=decision.access,
        required=decision.required,
        value=value,
        section=field.section,
        choice=show_option(scope, field.key, value) if is_list else None,
        is_past=is_past,
    )


def _text(scope: Scope, field: FieldDefinition, value: Any, people: People) -> str:
    if field.key in REFERENCES:
        return str(getattr(people, field.key))
    kind = scope.tenant.types[field.type]
    text = kind.display(value, field, scope.locale, scope.tenant.default_locale)
    return scope.translate(text)


def people_of(scope: Scope, case: Case) -> People:
    """Return the names of the case's contact, account and assignee, in one query."""
    row = _people(scope.session, case_id=case.id).one()
    return People(
        full_name(row.first_name, row.last_name),
        row.account or "",
        row.assignee or "",
    )


@PreparedQuery
def _people() -> Select[Any]:
    case, contact = Case.__table__.c, Contact.__table__.c
    account, staff = Account.__table__.c, Staff.__table__.c
    return (
        select(
            contact.first_name,
            contact.last_name,
            account.name.label("account"),
            staff.name.label("assignee"),
        )
        .select_from(Case.__table__)
        .outerjoin(
            Contact.__table__,
            (contact.tenant_id == case.tenant_id) & (contact.id == case.contact_id),
        )
        .outerjoin(
            Account.__table__,
            (account.tenant_id == case.tenant_id) & (account.id == case.account_id),
        )
        .outerjoin(
            Staff.__table__, (staff.tenant_id == case.tenant_id) & (staff.id == case.assignee_id)
        )
        .where(case.id == bindparam("case_id"))
    )


def list_notes(scope: Scope, case: Case, after: UUID | None = None) -> list[NoteView]:
    """Return the notes that the actor may see, the oldest first.

    :param after: only those written after this note
    """
    notes = _notes(
        scope.session,
        case_id=case.id,
        after=after or FIRST,
        internal_too=scope.actor.audience != "customer",
    )
    shows_channel = may_see(scope, "channel", values_of(case))
    return [_note_view(scope, note, shows_channel=shows_channel) for note in notes]


@PreparedQuery
def _notes() -> Select[Any]:
    note = CaseNote.__table__.c
    return (
        select(CaseNote.__table__)
        .where(
            note.case_id == bindparam("case_id"),
            note.id > bindparam("after"),
            _is_shown(note.is_internal),
        )
        .order_by(note.id)
    )


def _is_shown(is_internal: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(is_internal.is_(False), bindparam("internal_too", type_=Boolean()).is_(True))


def _note_view(scope: Scope, note: Row[*tuple[Any, ...]], *, shows_channel: bool) -> NoteView:
    is_told = shows_channel and not note.is_internal and note.event is None
    if note.event:
        html = Markup("<p>{}</p>").format(scope.translate(EVENTS.get(note.event, note.event)))
        with_pictures = html
    else:
        # Cleaned again: the rules may have become stricter since it was written.
        shown = clean_html(note.html, pictures=True)
        with_pictures = Markup(shown)  # noqa: S704  # that is what cleaning is for
        html = Markup(place_pictures(shown, lambda _key: None))  # noqa: S704  # as above
    return NoteView(
        id=note.id,
        html=html,
        with_pictures=with_pictures,
        author_kind=note.author_kind,
        author_id=note.author_id,
        author_name=note.author_name,
        is_internal=note.is_internal,
        is_event=note.event is not None,
        is_own=scope.actor.id is not None and note.author_id == scope.actor.id,
        channel=note.channel,
        created_at=note.created_at,
        came_by=show_channel(scope, note.channel) if is_told and note.channel != PORTAL else None,
    )


def list_files(scope: Scope, case: Case) -> list[FileView]:
    """Return the files that the actor may see, the oldest first."""
    files = _files(scope.session, case_id=case.id, internal_too=scope.actor.audience != "customer")
    return [FileView(**file._mapping) for file in files]  # noqa: SLF001  # its public name


@PreparedQuery
def _files() -> Select[Any]:
    file = CaseFile.__table__.c
    return (
        select(*(file[shown.name] for shown in fields(FileView)))
        .where(file.case_id == bindparam("case_id"), _is_shown(file.is_internal))
        .order_by(file.id)
    )
