"""What contacts and staff have in common: a way to sign in, and locks against others doing it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

LockKind = Literal["none", "temporary", "permanent"]
# The reason of a lock that the product itself set; one that a person set carries another.
TOO_MANY_FAILURES = "failed_sign_ins"


class Person:
    """Columns of everybody who can sign in.

    ``email_key`` is the address folded (case, IDNA, NFKC): what comparisons use. ``locale`` and
    ``time_zone`` are the person's choices; ``None`` leaves them to the browser and the tenant.
    """

    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(320))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    lock_kind: Mapped[str] = mapped_column(String(12), default="none")
    lock_reason: Mapped[str] = mapped_column(String(60), default="")
    locked_at: Mapped[datetime | None]
    locale: Mapped[str | None] = mapped_column(String(12))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_locked(self) -> bool:
        return self.lock_kind != "none"

    @property
    def is_locked_by_failures(self) -> bool:
        """Whether failed guesses locked it: a known device of the owner can still sign in."""
        return self.is_locked and self.lock_reason == TOO_MANY_FAILURES
