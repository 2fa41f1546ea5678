"""Drafts: saved while somebody types, restored for that person only, deleted once they are sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, func, select
from translationstring import TranslationStringFactory

from core.db.base import new_id
from core.db.upsert import insert_once
from core.drafts.models import WrittenDraft
from core.errors import ConflictError, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from core.scope import Actor, Scope

_ = TranslationStringFactory("core")

LIFETIME = timedelta(days=30)
# What came after a session had ended waits for its owner to sign in again.
KEPT_FOR_SIGN_IN = timedelta(days=1)
# The longest message in signs of four bytes, twice: as text and as its editor has formatted it.
MOST_BYTES = 2 * 1024 * 1024
MOST_DRAFTS = 100
LONGEST_WORDS, LONGEST_ADDRESS = 300, 500

Entries = Sequence[tuple[str, str]]


class DraftConflictError(ConflictError):
    """Another tab has written to the draft since this one read it."""

    def __init__(self, draft: WrittenDraft) -> None:
        super().__init__()
        self.draft = draft


class AlreadySentError(ConflictError):
    """The form that the draft belongs to has been sent."""

    def __init__(self, draft: WrittenDraft) -> None:
        super().__init__()
        self.draft = draft


def owner_of(actor: Actor) -> str:
    """Return whose drafts an actor has; empty for those who have none.

    Staff who impersonate a customer neither write nor read the customer's drafts.
    """
    if actor.kind not in ("contact", "staff") or actor.impersonator_id is not None:
        return ""
    return f"{actor.kind}:{actor.id}"


def person_in(owner: str) -> UUID:
    """Return the id of whose drafts they are. Ids of contacts and of staff are never the same."""
    return UUID(owner.partition(":")[2])


def find_draft(scope: Scope, address: str) -> WrittenDraft | None:
    """Return the actor's draft of the form at an address, or what became of the last one."""
    return _find(scope, owner_of(scope.actor), place_of(address))


def find_kept(scope: Scope, address: str, browser: str) -> WrittenDraft | None:
    """Return what this browser sent there for this person after their session had ended."""
    if not browser:
        return None
    draft = _find(scope, owner_of(scope.actor), place_of(address, is_kept=True))
    return draft if draft is not None and draft.browser == _digest(browser) else None


def save_draft(
    scope: Scope, address: str, entries: Entries, *, revision: int, once: str = ""
) -> WrittenDraft:
    """Keep what the actor has written so far.

    :param revision: that of the draft as the page knows it; 0 where it knew of none
    :param once: the form's one-time key
    :raises AlreadySentError: the form was sent meanwhile
    :raises DraftConflictError: another tab was faster; nothing is saved
    :raises Refused: it is too long
    """
    _check_size(entries)
    owner, place = owner_of(scope.actor), place_of(address)
    row = _find(scope, owner, place, lock=True)
    if row is None:
        _make_room(scope, owner)
        if _insert(scope, owner, place, entries, revision=revision + 1, lifetime=LIFETIME):
            return _found(_find(scope, owner, place))
        row = _found(_find(scope, owner, place, lock=True))
    if once and row.sent_key == _digest(once):
        raise AlreadySentError(row)
    pairs = _pairs(entries)
    is_known = row.is_open and row.entries == pairs
    if row.is_open and row.revision != revision and not is_known:
        raise DraftConflictError(row)
    if not is_known:  # else it comes twice, from a script and with its form
        row.revision += 1
    row.entries, row.is_open = pairs, True
    row.saved_at = scope.now()
    row.expires_at = scope.now() + LIFETIME
    scope.session.flush()
    return row


def discard_draft(scope: Scope, address: str) -> None:
    """Forget what the actor has written there."""
    _forget(scope, place_of(address))
    _forget(scope, place_of(address, is_kept=True))


def end_draft(scope: Scope, address: str, *, once: str, revision: int, to: str, words: str) -> None:
    """Note that a form was sent; its draft has done its work.

    What another tab has written meanwhile, in a draft of its own, stays.

    :param to: where what was made is
    :param words: what to say of it, in the actor's language
    """
    owner, place = owner_of(scope.actor), place_of(address)
    _forget(scope, place_of(address, is_kept=True))
    row = _find(scope, owner, place, lock=True)
    if row is None:
        _make_room(scope, owner)
        _insert(scope, owner, place, (), revision=revision, lifetime=LIFETIME)
        row = _found(_find(scope, owner, place, lock=True))
    if row.revision == revision:
        row.entries, row.is_open = [], False
    row.sent_key = _digest(once)
    row.sent_to = to if len(to) <= LONGEST_ADDRESS else "/"
    row.sent_words = words[:LONGEST_WORDS]
    row.saved_at = scope.now()
    row.expires_at = scope.now() + LIFETIME
    scope.session.flush()


def find_sent(scope: Scope, address: str, once: str) -> WrittenDraft | None:
    """Return what became of a form, if it was the last that the actor has sent from there."""
    row = find_draft(scope, address)
    return row if row is not None and once and row.sent_key == _digest(once) else None


def save_for(scope: Scope, owner: str, address: str, entries: Entries, browser: str) -> bool:
    """Keep what came after the session of its writer had ended; ``False`` if it is too much.

    :param owner: whom the form was drawn for, as our own signature says
    :param browser: the secret of the browser that it came from
    """
    try:
        _check_size(entries)
    except Refused:
        return False
    place = place_of(address, is_kept=True)
    row = _find(scope, owner, place, lock=True)
    if row is None:
        _make_room(scope, owner)
        _insert(scope, owner, place, entries, revision=1, lifetime=KEPT_FOR_SIGN_IN)
        row = _found(_find(scope, owner, place, lock=True))
    row.entries, row.is_open = _pairs(entries), True
    row.browser = _digest(browser)
    row.saved_at = scope.now()
    row.expires_at = scope.now() + KEPT_FOR_SIGN_IN
    scope.session.flush()
    return True


def is_expired(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a draft that nobody came back for."""
    return WrittenDraft.expires_at <= now


def remove_expired(scope: Scope) -> None:
    """Drop the drafts that nobody came back for."""
    scope.session.execute(
        delete(WrittenDraft)
        .where(is_expired(scope.now()))
        .execution_options(synchronize_session=False)
    )


def place_of(address: str, *, is_kept: bool = False) -> str:
    """Return a short name for an address, which may be of any length."""
    return f"{'kept ' if is_kept else ''}{_digest(address)}"


def _find(scope: Scope, owner: str, place: str, *, lock: bool = False) -> WrittenDraft | None:
    if not owner:
        return None
    query = select(WrittenDraft).where(
        WrittenDraft.person_id == person_in(owner),
        WrittenDraft.place == place,
        WrittenDraft.expires_at > scope.now(),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return scope.session.scalar(query)


def _found(row: WrittenDraft | None) -> WrittenDraft:
    if row is None:
        raise ConflictError("a draft went away while it was written")
    return row


def _insert(
    scope: Scope, owner: str, place: str, entries: Entries, *, revision: int, lifetime: timedelta
) -> bool:
    """Add a row unless another tab was faster; one that has expired gives way."""
    scope.session.execute(
        delete(WrittenDraft)
        .where(
            WrittenDraft.person_id == person_in(owner),
            WrittenDraft.place == place,
            is_expired(scope.now()),
        )
        .execution_options(synchronize_session=False)
    )
    return insert_once(
        scope.session,
        WrittenDraft,
        tenant_id=scope.tenant_id,
        id=new_id(),
        person_id=person_in(owner),
        is_open=bool(entries),
        place=place,
        revision=revision,
        entries=_pairs(entries),
        browser="",
        sent_key="",
        sent_to="",
        sent_words="",
        saved_at=scope.now(),
        expires_at=scope.now() + lifetime,
    )


def _make_room(scope: Scope, owner: str) -> None:
    """Let the oldest of a person's drafts go where there are too many."""
    mine = WrittenDraft.person_id == person_in(owner)
    count = scope.session.scalar(select(func.count()).select_from(WrittenDraft).where(mine)) or 0
    if count < MOST_DRAFTS:
        return
    oldest = select(WrittenDraft.id).where(mine).order_by(WrittenDraft.saved_at)
    gone = scope.session.scalars(oldest.limit(count - MOST_DRAFTS + 1)).all()
    scope.session.execute(
        delete(WrittenDraft)
        .where(WrittenDraft.id.in_(gone))
        .execution_options(synchronize_session=False)
    )


def _forget(scope: Scope, place: str) -> None:
    owner = owner_of(scope.actor)
    if not owner:
        return
    scope.session.execute(
        delete(WrittenDraft)
        .where(WrittenDraft.person_id == person_in(owner), WrittenDraft.place == place)
        .execution_options(synchronize_session="fetch")
    )


def _check_size(entries: Entries) -> None:
    if len(json.dumps(_pairs(entries), ensure_ascii=False).encode()) > MOST_BYTES:
        raise Refused(_("This is too long to be kept as a draft. Send it, or shorten it."))


def _pairs(entries: Entries) -> list[list[str]]:
    return [[name, value] for name, value in entries]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
