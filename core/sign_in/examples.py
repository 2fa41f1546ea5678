"""The people of a demo, whom its sign-in pages offer: everybody knows their password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo.people import ANA, BRUNO, PASSWORD, STAFF

if TYPE_CHECKING:
    from core.identity.people import Kind
    from core.web.request import Request

EXAMPLES: dict[Kind, tuple[str, ...]] = {
    "contact": (ANA, BRUNO),
    "staff": tuple(STAFF.values()),
}


def examples_for(request: Request, kind: Kind) -> tuple[tuple[str, str], ...]:
    """Return (address, password) of a demo's people; elsewhere nobody's."""
    if not request.platform.settings.demo:
        return ()
    return tuple((address, PASSWORD) for address in EXAMPLES[kind])
