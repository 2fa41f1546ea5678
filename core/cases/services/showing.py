"""What a page shows of one case: its values, its conversation, its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup
from sqlalchemy import select

from core.cases.authors import EVENTS
from core.cases.choices import Choice, show_choice
from core.cases.models import Case, CaseFile, CaseNote
from core.cases.values import CONVERSATION, values_of
from core.identity.models.account import Account
from core.identity.models.contact import Contact, full_name
from core.identity.models.staff import Staff
from fields_config.definition import Access
from fields_config.html import clean_html
from fields_config.policy import decide
from fields_config.texts import label

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a case as its reader may see it. ``choice`` has the colour of a list's option."""

    key: str
    label: str
    text: str
    access: Access
    required: bool
    value: Any
    section: str
    choice: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note as a page shows it. ``html`` is clean and safe to write out."""

    id: UUID
    html: Markup
    author_kind: str
    author_id: UUID | None
    author_name: str
    is_internal: bool
    is_event: bool
    is_own: bool
    channel: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a case; ``core.file`` (customers) and ``core.staff_file`` are its routes."""

    id: UUID
    name: str
    label: str
    size: int
    media_type: str
    note_id: UUID | None
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

    :param people: whom the case refers to, if that has been asked for already
    """
    form = scope.tenant.form("case")
    values = values_of(case)
    people = people or people_of(scope, case)
    views = []
    for field in form.active_fields():
        if field.key in CONVERSATION or field.type not in scope.tenant.types:
            continue
        decision = decide(form, field, scope.actor.audience, screen, values)
        if not decision.visible:
            continue
        value = values.get(field.key)
        is_list = field.type in ("list", "tree") and isinstance(value, str)
        views.append(
            FieldView(
                key=field.key,
                label=label(field.labels, scope.locale, scope.tenant.default_locale) or field.key,
                text=_text(scope, field, value, people),
                access=decision.access,
                required=decision.required,
                value=value,
                section=field.section,
                choice=show_choice(scope, field.key, value) if is_list else None,
            )
        )
    return views


def _text(scope: Scope, field: FieldDefinition, value: Any, people: People) -> str:
    if field.key in ("contact", "account", "assignee"):
        return str(getattr(people, field.key))
    kind = scope.tenant.types[field.type]
    text = kind.display(value, field, scope.locale, scope.tenant.default_locale)
    return scope.translate(text)


def people_of(scope: Scope, case: Case) -> People:
    """Return the names of the case's contact, account and assignee, in one query."""
    row = scope.session.execute(
        select(
            Contact.first_name,
            Contact.last_name,
            Account.name.label("account"),
            Staff.name.label("assignee"),
        )
        .select_from(Case)
        .outerjoin(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
        .outerjoin(Account, (Account.tenant_id == Case.tenant_id) & (Account.id == Case.account_id))
        .outerjoin(Staff, (Staff.tenant_id == Case.tenant_id) & (Staff.id == Case.assignee_id))
        .where(Case.id == case.id)
    ).one()
    return People(
        full_name(row.first_name, row.last_name),
        row.account or "",
        row.assignee or "",
    )


def list_notes(
    scope: Scope,
    case: Case,
    after: UUID | None = None,
    *,
    order: Literal["oldest", "newest"] = "oldest",
    limit: int | None = None,
) -> list[NoteView]:
    """Return the notes that the actor may see, the oldest first unless asked otherwise.

    :param after: only those written after this note
    """
    query = select(CaseNote).where(CaseNote.case_id == case.id)
    if scope.actor.audience == "customer":
        query = query.where(CaseNote.is_internal.is_(False))
    if after is not None:
        query = query.where(CaseNote.id > after)
    query = query.order_by(CaseNote.id if order == "oldest" else CaseNote.id.desc()).limit(limit)
    return [_note_view(scope, note) for note in scope.session.scalars(query)]


def _note_view(scope: Scope, note: CaseNote) -> NoteView:
    if note.event:
        html = Markup("<p>{}</p>").format(scope.translate(EVENTS.get(note.event, note.event)))
    else:
        # Cleaned again: the rules may have become stricter since it was written.
        html = Markup(clean_html(note.html))  # noqa: S704  # that is what cleaning is for
    return NoteView(
        id=note.id,
        html=html,
        author_kind=note.author_kind,
        author_id=note.author_id,
        author_name=note.author_name,
        is_internal=note.is_internal,
        is_event=note.event is not None,
        is_own=scope.actor.id is not None and note.author_id == scope.actor.id,
        channel=note.channel,
        created_at=note.created_at,
    )


def list_files(scope: Scope, case: Case) -> list[FileView]:
    """Return the files that the actor may see, the oldest first."""
    query = select(CaseFile).where(CaseFile.case_id == case.id).order_by(CaseFile.id)
    if scope.actor.audience == "customer":
        query = query.where(CaseFile.is_internal.is_(False))
    return [
        FileView(
            id=file.id,
            name=file.name,
            label=file.label,
            size=file.size,
            media_type=file.media_type,
            note_id=file.note_id,
            author_kind=file.author_kind,
            author_name=file.author_name,
            is_internal=file.is_internal,
            created_at=file.created_at,
        )
        for file in scope.session.scalars(query)
    ]
