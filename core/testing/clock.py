"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta

import pytest


class TestClock:
    """Stands still until it is told otherwise. Call it for the time.

    It starts at the real present, because databases and libraries have clocks of their own.
    """

    __test__ = False  # the name is not that of a test class

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, delta: timedelta = timedelta(), **parts: float) -> datetime:
        """Move on, by a delta or its parts: ``clock.advance(hours=25)``."""
        self.now += delta + timedelta(**parts)
        return self.now


@pytest.fixture
def clock() -> TestClock:
    """The clock that scopes, requests and jobs of this test read."""
    return TestClock()
