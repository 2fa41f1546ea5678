"""Links by name: the core links to pages without knowing which plugin has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

Reader = Literal["customer", "staff"]
READERS: tuple[Reader, ...] = ("customer", "staff")

# What the core's mails and pages lead to -> the variables of its path.
LINKS: Mapping[str, frozenset[str]] = {
    "home": frozenset(),
    "sign_in": frozenset(),
    "sign_out": frozenset(),
    "recover": frozenset(),
    "recover_code": frozenset(),
    "recover_link": frozenset({"token"}),
    "verify": frozenset({"token"}),
    "verify_address": frozenset({"token"}),
    "undo_address": frozenset({"token"}),
    "case": frozenset({"number"}),
    "write_mail": frozenset(),
    "new_case": frozenset(),
    "payment_administration": frozenset(),
    "complete": frozenset({"token"}),
    "impersonate": frozenset(),
}


class Offer(NamedTuple):
    """A page that somebody offers by name.

    :ivar path: its variables in braces: ``/cases/{number}``
    """

    owner: str
    path: str


Offers = dict[tuple[str, Reader], tuple[Offer, ...]]


class Links:
    """The pages that the core and one set of enabled plugins offer by name.

    :param find: returns who offers what, the one that comes first before the others
    """

    def __init__(self, find: Callable[[], Offers], enabled: frozenset[str]) -> None:
        self._find = find
        self._enabled = enabled | {"core"}

    def find(self, name: str, reader: Reader = "customer") -> Offer | None:
        """Return who offers the page; of several, the core is first, then ours, then by name."""
        offers = self._find().get((name, reader), ())
        return next((offer for offer in offers if offer.owner in self._enabled), None)

    def offers(self, name: str, reader: Reader = "customer") -> bool:
        """Whether there is such a page now."""
        return self.find(name, reader) is not None

    def path(
        self, name: str, reader: Reader = "customer", /, **parts: str | int | UUID
    ) -> str | None:
        """Return the path of the page, or ``None`` where nobody offers it.

        :param parts: what stands in the place of the path's variables
        """
        offer = self.find(name, reader)
        if offer is None:
            return None
        return offer.path.format(**{key: quote(str(one), safe="") for key, one in parts.items()})
