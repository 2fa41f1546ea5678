"""A sample's tickets as the rows that the product itself would have written for them."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from load.sample import Ticket, make_tickets

from core.activity.models import Activity
from core.cases.models import Case, CaseFile, CaseFilterValue, CaseNote, CaseStaffText, CaseText
from core.cases.search.buckets import bucket_of
from core.cases.search.index_entry import entry_of, with_number
from core.cases.search.indexing import LINE, html_words
from core.db.base import Model, new_id
from core.files.models import FileUpload
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.scope import Scope

BATCH = 2000
STATUSES = (("open", "open"), ("in_progress", "open"), ("closed", "closed"), ("closed", "closed"))
PRIORITIES = ("low", "medium", "medium", "high", "critical")
PRODUCTS = ("general/question/information", "general/problem/billing", "general/request/change")
# One case in so many has a file; all have the same content, which lies nowhere.
FILES = 10
FILE = {"name": "photo.jpg", "size": 183_500, "media_type": "image/jpeg"}
SYSTEM = {"actor_kind": "system", "actor_name": "Ventanilla", "request_id": ""}

Batch = dict[type[Model], list[dict[str, Any]]]


def make_batches(
    scope: Scope, people: list[Contact], agents: list[Staff], cases: int
) -> Iterator[Batch]:
    """Return the rows of so many cases, some thousand cases at a time."""
    tickets = make_tickets(cases, len(people))
    while some := list(islice(tickets, BATCH)):
        batch: Batch = defaultdict(list)
        for ticket in some:
            contact, agent = people[ticket.contact - 1], agents[ticket.number % len(agents)]
            _add(batch, scope, ticket, contact, agent)
        yield batch


def _add(batch: Batch, scope: Scope, ticket: Ticket, contact: Contact, agent: Staff) -> None:
    key: dict[str, UUID] = {"tenant_id": scope.tenant_id, "id": new_id()}
    case = key | case_row(scope, ticket, contact, agent)
    in_case = {"tenant_id": scope.tenant_id, "case_id": case["id"]}
    customer = {"author_kind": "contact", "author_id": contact.id, "author_name": contact.name}
    staff = {"author_kind": "staff", "author_id": agent.id, "author_name": agent.name}
    notes = [(ticket.text, customer, ticket.at)]
    notes += [(one.text, staff if one.by_agent else customer, one.at) for one in ticket.messages]
    said = " ".join(message for message, _author, _at in notes)
    add_case(batch, scope, case, contact, said)
    batch[CaseNote] += [
        in_case
        | author
        | {"id": new_id(), "html": f"<p>{text}</p>", "created_at": at}
        | {"event": None, "is_internal": False, "channel": "portal"}
        for text, author, at in notes
    ]
    batch[Activity] += [
        in_case
        | SYSTEM
        | {"id": new_id(), "at": ticket.at, "kind": kind, "contact_id": contact.id}
        | {"actor_id": None, "impersonator_id": None, "data": {"number": ticket.number}}
        for kind in ("case_created", "case_noted")
    ]
    if ticket.number % FILES == 0:
        _add_file(batch, in_case | customer, batch[CaseNote][-len(notes)])


def add_case(batch: Batch, scope: Scope, case: dict[str, Any], contact: Contact, said: str) -> None:
    """Add the row of a case, and those by which it is found.

    :param said: the text of its messages
    """
    plain = SimpleNamespace(**case)
    entry = entry_of(scope, plain, contact.search)
    batch[Case].append(case | {"folded": entry.folded})
    key = {"tenant_id": scope.tenant_id, "id": case["id"], "era": bucket_of(case["number"])}
    batch[CaseText].append(key | {"text": with_number(plain, entry.words)})
    facts = with_number(plain, entry.staff_words)
    batch[CaseStaffText].append(key | {"text": f"{facts}{LINE}{html_words(said)}"})
    batch[CaseFilterValue] += [
        {"tenant_id": scope.tenant_id, "field": field, "value": value, "number": case["number"]}
        for field, value in sorted(entry.filter_values)
    ]


def case_row(scope: Scope, ticket: Ticket, contact: Contact, agent: Staff) -> dict[str, Any]:
    status, state = STATUSES[ticket.status]
    last = ticket.messages[-1].at
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "product": PRODUCTS[ticket.number % len(PRODUCTS)],
        "status": status,
        "state": state,
        "priority": PRIORITIES[ticket.priority],
        "channel": "portal",
        "contact_id": contact.id,
        "account_id": None,
        "assignee_id": agent.id if ticket.number % 3 else None,
        "parent_id": None,
        "cc": [],
        "custom": {},
        "form_version": scope.tenant.forms["case"].version,
        "created_at": ticket.at,
        "updated_at": last,
        "closed_at": last if state == "closed" else None,
        "version": 1,
    }


def _add_file(batch: Batch, of_case: dict[str, Any], note: dict[str, Any]) -> None:
    at, upload_id = note["created_at"], new_id()
    batch[FileUpload].append(
        {"tenant_id": of_case["tenant_id"], "id": upload_id, "sha256": upload_id.hex * 2}
        | FILE
        | {"owner": f"contact:{of_case['author_id']}"}
        | {"created_at": at, "expires_at": at, "claimed_at": at}
    )
    batch[CaseFile].append(
        of_case
        | FILE
        | {"id": new_id(), "note_id": note["id"], "upload_id": upload_id, "label": ""}
        | {"is_internal": False, "created_at": at}
    )
