"""The people of a demo, whom its sign-in pages offer: everybody knows their password."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.identity.people import Kind
    from core.web.request import Request

PASSWORD = "ventanilla-demo"  # noqa: S105  # printed for everybody
EXAMPLES: dict[Kind, tuple[str, ...]] = {
    "contact": ("ana@demo.example", "bruno@demo.example"),
    "staff": ("admin@demo.example", "agent@demo.example", "csr@demo.example"),
}


def examples_for(request: Request, kind: Kind) -> tuple[tuple[str, str], ...]:
    """Return (address, password) of a demo's people; elsewhere nobody's."""
    if not request.platform.settings.demo:
        return ()
    return tuple((address, PASSWORD) for address in EXAMPLES[kind])
