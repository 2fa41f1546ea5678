"""What contacts and staff have in common: a way to sign in, and locks against others doing it."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

LockKind = Literal["none", "temporary", "permanent"]
# The reason of a lock that the product itself set; one that a person set carries another.
TOO_MANY_FAILURES = "failed_sign_ins"


def is_locked(person: Any, now: Any) -> ColumnElement[bool]:
    """Return the condition that a lock holds; :meth:`Person.is_locked_at` is the same of a row.

    :param person: the class, or the columns of its table
    :param now: the moment, or a parameter for it
    """
    return and_(
        person.lock_kind != "none", or_(person.lock_until.is_(None), person.lock_until > now)
    )


class Person:
    """Columns of everybody who can sign in.

    ``email_key`` is the address folded (case, IDNA, NFKC): what comparisons use. ``locale`` and
    ``time_zone`` are the person's choices; ``None`` leaves them to the browser and the tenant. A
    lock ends by itself at ``lock_until``, if that is set: ask :meth:`is_locked_at`.
    """

    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(320))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    lock_kind: Mapped[str] = mapped_column(String(12), default="none")
    lock_reason: Mapped[str] = mapped_column(String(60), default="")
    lock_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    lock_until: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    locale: Mapped[str | None] = mapped_column(String(12))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    def is_locked_at(self, now: datetime) -> bool:
        return self.lock_kind != "none" and (self.lock_until is None or self.lock_until > now)

    @property
    def is_locked_by_failures(self) -> bool:
        """Whether failed guesses locked it: a known device of the owner can still sign in."""
        return self.lock_kind != "none" and self.lock_reason == TOO_MANY_FAILURES
