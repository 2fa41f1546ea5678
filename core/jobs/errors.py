"""Why a job may not be done."""

from __future__ import annotations

from datetime import timedelta

from core.errors import VentanillaError


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
