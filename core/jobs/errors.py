"""What can happen to a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from core.errors import VentanillaError
from core.log import redact, secrets_of

if TYPE_CHECKING:
    from core.settings import Settings

LONGEST = 500


class Postponed(VentanillaError):
    """The job can't be done now and is not to blame: it is tried later, and no try is counted.

    :param delay: how long to wait
    """

    def __init__(self, delay: timedelta, reason: str = "") -> None:
        super().__init__(reason)
        self.delay = delay


class PluginOffError(VentanillaError):
    """The tenant has the job's plugin off by now."""


class ClaimLostError(VentanillaError):
    """Another process took the job over; what this one did is rolled back."""


def describe_error(error: BaseException, settings: Settings) -> str:
    """Return one line about an error for the people who run this: no secrets, no rows' contents."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        # The statement's parameters and PostgreSQL's DETAIL line quote the data itself.
        error = error.orig
        text = str(error).strip().partition("\n")[0]
    else:
        try:
            text = " ".join(str(error).split())
        except Exception:  # noqa: BLE001  # a job's error may fail at saying what it is
            text = "(it can't be said)"
    return redact(f"{type(error).__name__}: {text}", secrets_of(settings))[:LONGEST]
