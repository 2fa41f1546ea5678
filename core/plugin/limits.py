"""Time limits for what a plugin does outside its hooks: in its jobs, and in its kinds of fields.

It runs in the thread that asks, so what blocks in C is not ended: see docs/plugins-fence.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from core.errors import VentanillaError
from core.plugin.supervision import WATCHDOG
from core.plugin.watch import OverdueError, TimedCall

T = TypeVar("T")

JOB_LIMIT = 600.0  # seconds
TYPE_LIMIT = 3.0


class LateError(VentanillaError):
    """A plugin's function took too long and was cut off."""


def in_time(limit: float, work: Callable[[], T]) -> T:
    """Return what the work returns.

    :param limit: seconds
    :raises LateError: it took longer
    """
    call = TimedCall(limit)
    try:
        WATCHDOG.begin(call)
        try:
            return work()
        finally:
            WATCHDOG.end(call)
    except OverdueError as late:
        WATCHDOG.end(call)  # it may have struck between the lines
        if not call.fired:
            raise  # it was meant for the hook around us
        raise LateError(f"cut off after {limit:.0f} s") from late


def limit_job(function: Callable[..., None]) -> Callable[..., None]:
    """Return a job's function with the limit that those of plugins have; the core's are ours."""
    if function.__module__.startswith("core."):
        return function

    @wraps(function)
    def limited(*given: object) -> None:
        in_time(JOB_LIMIT, lambda: function(*given))

    return limited
