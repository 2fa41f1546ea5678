"""Counting what fails in a row, exactly, also when many requests fail at once.

A try is counted *before* it is judged: the row's lock makes parallel tries at one address wait for
each other, so ten wrong passwords are ten, however they are sent.
"""

import hashlib
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, delete, select
from translationstring import TranslationStringFactory

from core.db.base import new_id
from core.db.guard import TRUSTED
from core.db.upsert import insert_as, insert_into
from core.errors import Refused
from core.identity.addresses import fold_address
from core.identity.models.session import SignInFailure
from core.scope import Scope

_ = TranslationStringFactory("core")

FORGOTTEN = timedelta(days=90)
HOUR = timedelta(hours=1)
MAILS_AN_HOUR = 5  # of one kind, to one address
MAILS_OF_A_TENANT = 2000  # of one kind, that anybody can ask for
# From one source, before it has proven to be anybody: asking for mails, registering, trying codes.
ASKED_AN_HOUR = 30


TOO_MUCH = _("You have sent a great deal within an hour. Send this again a little later.")


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


def count_within(scope: Scope, window: timedelta, key: str, by: int = 1) -> int:
    """Add to a counter that begins anew when its window is over, and return it."""
    now = scope.now()
    row = {"tenant_id": scope.tenant_id, "id": new_id(), "key": key, "count": by}
    row |= {"first_at": now, "last_at": now}
    given = {**row, "by": by, "now": now, "window_began": now - window}
    statement = _count_within(scope.session.get_bind().dialect.name)
    return int(scope.session.execute(statement, given).scalar_one())


@cache
def _count_within(dialect: str) -> Any:
    """Return the statement, which is built once: it is asked with each message."""
    table: Any = SignInFailure.__table__
    by, now = (
        bindparam("by", type_=table.c.count.type),
        bindparam("now", type_=table.c.last_at.type),
    )
    is_over = table.c.first_at <= bindparam("window_began", type_=table.c.first_at.type)
    return (
        insert_as(dialect, table)
        .values({one.name: bindparam(one.name) for one in table.c})
        .on_conflict_do_update(
            index_elements=["tenant_id", "key"],
            set_={
                "count": case((is_over, by), else_=table.c.count + by),
                "first_at": case((is_over, now), else_=table.c.first_at),
                "last_at": now,
            },
        )
        .returning(table.c.count)
        .execution_options(**{TRUSTED: True})
    )


def is_within(scope: Scope, limit: int, window: timedelta, *what: object, by: int = 1) -> bool:
    """Count something, and say whether it was still allowed, however many ask at once."""
    return count_within(scope, window, failure_key("limit", *what), by) <= limit


def reset_tries(scope: Scope, *keys: str) -> None:
    scope.session.execute(
        delete(SignInFailure)
        .where(SignInFailure.key.in_(keys))
        .execution_options(synchronize_session=False)
    )


def may_mail(scope: Scope, kind: str, address: str) -> bool:
    """Whether an address may get one more mail that anybody can ask for. Counts it.

    Asked where the mail is sent, whatever page it was asked for on, and before a secret is made for
    it: the newer one would end the older.

    :param kind: the mail's template
    """
    is_allowed = is_within(scope, MAILS_AN_HOUR, HOUR, "mail", kind, fold_address(address))
    return is_allowed and is_within(scope, MAILS_OF_A_TENANT, HOUR, "mails", kind)


def refuse_too_many(scope: Scope, what: str, source: str) -> None:
    """Hold a source to :data:`ASKED_AN_HOUR`, whomever it asks about.

    :param what: what is asked for; each is counted by itself
    :param source: see :class:`core.identity.services.sign_in.Browser`
    :raises Refused: it has asked too often
    """
    if not is_within(scope, ASKED_AN_HOUR, HOUR, what, source):
        raise Refused(_("Too many requests from your network. Try again in an hour."))
