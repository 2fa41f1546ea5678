"""The jobs of cases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from core.cases.intake.submissions import forget_submissions, is_outlived
from core.cases.models import CaseSubmission
from core.cases.notify import notices
from core.cases.search.indexing import index_cases_after, index_cases_of
from core.cases.services.reassignment import HAND_OVER, hand_over_some
from core.jobs.registry import actor
from core.jobs.schedule import every

if TYPE_CHECKING:
    from core.scope import Scope

INDEX_CASES = "cases.index_cases"
INDEX_OLD_CASES = "cases.index_old_cases"
INDEX_CONTACT = "cases.index_contact"
INDEX_ACCOUNT = "cases.index_account"
FORGET = "cases.forget_submissions"


@actor(name="cases.notify_created")
def notify_created(scope: Scope, case_id: str, note_id: str | None) -> None:
    notices.notify_created(scope, UUID(case_id), UUID(note_id) if note_id else None)


@actor(name="cases.notify_incomplete")
def notify_incomplete(scope: Scope, case_id: str) -> None:
    notices.notify_incomplete(scope, UUID(case_id))


@actor(name="cases.notify_completed")
def notify_completed(scope: Scope, case_id: str) -> None:
    notices.notify_completed(scope, UUID(case_id))


@actor(name="cases.notify_note")
def notify_note(scope: Scope, note_id: str, transition: str) -> None:
    notices.notify_note(scope, UUID(note_id), transition)


@actor(name="cases.notify_file")
def notify_file(scope: Scope, file_id: str) -> None:
    notices.notify_file(scope, UUID(file_id))


@actor(name="cases.notify_closed")
def notify_closed(scope: Scope, case_id: str, by: str) -> None:
    notices.notify_closed(scope, UUID(case_id), by)


@actor(name="cases.notify_reopened")
def notify_reopened(scope: Scope, case_id: str, by: str) -> None:
    notices.notify_reopened(scope, UUID(case_id), by)


@actor(name=HAND_OVER)
def hand_over(scope: Scope, staff_id: str, to: str | None) -> None:
    """Give a member of staff's open cases to another, a batch per job."""
    if hand_over_some(scope, UUID(staff_id), UUID(to) if to else None):
        scope.enqueue(HAND_OVER, staff_id, to)


@actor(name=INDEX_CASES)
def index_cases(scope: Scope, after: int = 0) -> None:
    """Write every case's search text anew, a batch per job: the tenant's labels have changed."""
    last = index_cases_after(scope, after)
    if last is not None:
        scope.enqueue(INDEX_CASES, last)


@actor(name=INDEX_OLD_CASES)
def index_old_cases(scope: Scope, after: int = 0) -> None:
    """Do the same after an upgrade: an older release doesn't know the name, and leaves it alone."""
    last = index_cases_after(scope, after)
    if last is not None:
        scope.enqueue(INDEX_OLD_CASES, last)


@actor(name=INDEX_CONTACT)
def index_contact(scope: Scope, contact_id: str, after: int = 0) -> None:
    """Write the search texts of a contact's cases anew: the contact is called otherwise."""
    last = index_cases_of(scope, after, contact_id=UUID(contact_id))
    if last is not None:
        scope.enqueue(INDEX_CONTACT, contact_id, last)


@actor(name=INDEX_ACCOUNT)
def index_account(scope: Scope, account_id: str, after: int = 0) -> None:
    """Write the search texts of an account's cases anew: the account is called otherwise."""
    last = index_cases_of(scope, after, account_id=UUID(account_id))
    if last is not None:
        scope.enqueue(INDEX_ACCOUNT, account_id, last)


@actor(name=FORGET)
def forget_old_submissions(scope: Scope) -> None:
    forget_submissions(scope)


every(
    timedelta(days=1),
    FORGET,
    plugin="core",
    where=lambda now: [(CaseSubmission, is_outlived(now))],
)
