"""Counting what fails in a row, exactly, also when many requests fail at once.

A try is counted *before* it is judged: the row's lock makes parallel tries at one address wait for
each other, so ten wrong passwords are ten, however they are sent.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import case, delete, select
from translationstring import TranslationStringFactory

from core.db.base import new_id
from core.db.upsert import insert_into
from core.errors import Refused
from core.identity.models.session import SignInFailure
from core.scope import Scope

_ = TranslationStringFactory("core")

FORGOTTEN = timedelta(days=90)
MAILS_AN_HOUR = 5
# From one source, before it has proven to be anybody: asking for mails, registering, trying codes.
ASKED_AN_HOUR = 30


def failure_key(*parts: object) -> str:
    """Return the key of a counter: a hash, so that the table holds no addresses."""
    return hashlib.sha256("|".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()


def count_try(scope: Scope, key: str, window: timedelta = FORGOTTEN) -> int:
    """Add one to a counter and return it; after a pause as long as the window it begins anew."""
    now = scope.now()
    statement = insert_into(scope.session, SignInFailure).values(
        tenant_id=scope.tenant_id, id=new_id(), key=key, count=1, first_at=now, last_at=now
    )
    is_stale = SignInFailure.last_at < now - window
    return int(
        scope.session.execute(
            statement.on_conflict_do_update(
                index_elements=["tenant_id", "key"],
                set_={
                    "count": case((is_stale, 1), else_=SignInFailure.count + 1),
                    "first_at": case((is_stale, now), else_=SignInFailure.first_at),
                    "last_at": now,
                },
            ).returning(SignInFailure.count),
            execution_options={"populate_existing": True},
        ).scalar_one()
    )


def tries(scope: Scope, key: str, window: timedelta = FORGOTTEN) -> int:
    """Return a counter without changing it."""
    count = scope.session.scalar(
        select(SignInFailure.count).where(
            SignInFailure.key == key, SignInFailure.last_at >= scope.now() - window
        )
    )
    return count or 0


def reset_tries(scope: Scope, *keys: str) -> None:
    scope.session.execute(
        delete(SignInFailure)
        .where(SignInFailure.key.in_(keys))
        .execution_options(synchronize_session=False)
    )


def may_mail(scope: Scope, purpose: str, address_key: str) -> bool:
    """Whether an address may get one more mail that anybody can ask for. Counts the asking."""
    key = failure_key("mail", purpose, address_key)
    return count_try(scope, key, timedelta(hours=1)) <= MAILS_AN_HOUR


def refuse_too_many(scope: Scope, what: str, source: str) -> None:
    """Hold a source to :data:`ASKED_AN_HOUR`, whomever it asks about.

    :param what: what is asked for; each is counted by itself
    :param source: see :class:`core.identity.sign_in.Browser`
    :raises Refused: it has asked too often
    """
    if count_try(scope, failure_key(what, source), timedelta(hours=1)) > ASKED_AN_HOUR:
        raise Refused(_("Too many requests from your network. Try again in an hour."))
