"""The pages that are measured, and how each is asked for, here and at the ceiling."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from load.filling import TENANT
from load.sample import PASSWORD
from load.serving import Installation
from load.visitor import Answer, Visitor

Ask = Callable[[Visitor, int], Awaitable[Answer]]

PERSON = "cust1@example.com"
AGENT = "agent1@example.net"
WORD = "router"
SPREAD = 211  # different cases that a page of one case is asked for


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours, and which of the ceiling's stands beside it.

    :param path: ours; ``{n}`` is the number of a case
    :param query: what the ceiling is asked with
    """

    name: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    staff: bool = False
    posts: bool = False

    def for_product(self, installation: Installation, form: Answer) -> Ask:
        """Return what asks our page."""
        if self.posts:
            hidden = form.hidden()

            def post(visitor: Visitor, number: int) -> Awaitable[Answer]:
                fields = {**hidden, "_key": secrets.token_urlsafe(18), **_case(number)}
                return visitor.post(self.path, fields)

            return post
        return lambda visitor, number: visitor.get(
            self.path.format(n=self.case(installation, number))
        )

    def for_ceiling(self, installation: Installation) -> Ask:
        """Return what asks the ceiling's."""
        if self.posts:
            return lambda visitor, number: visitor.post("/create", _case(number))

        def get(visitor: Visitor, number: int) -> Awaitable[Answer]:
            wanted = [
                (name, value.format(n=self.case(installation, number)))
                for name, value in self.query
            ]
            return visitor.get(f"/{self.name}?{urlencode(wanted)}")

        return get

    def case(self, installation: Installation, number: int) -> int:
        """Return the number of a case that the reader may see, spread over all there are."""
        filled = installation.filled
        if self.staff:
            return 1 + number % SPREAD * ((filled.cases - 1) // SPREAD)
        own = filled.cases // filled.contacts
        return filled.contacts * (1 + number % own)


PAGES = (
    Page("list", "/cases?tab=all", (("person", PERSON),)),
    Page("filter", f"/cases?tab=all&q={WORD}", (("person", PERSON), ("word", WORD))),
    Page("detail", "/cases/{n}", (("number", "{n}"),)),
    Page("form", "/cases/new", (("person", PERSON),)),
    Page("create", "/cases/new", posts=True),
    Page("agent_list", "/desk?view=open", staff=True),
    Page("agent_detail", "/desk/cases/{n}", (("number", "{n}"),), staff=True),
)


async def sign_in(installation: Installation) -> tuple[Visitor, Visitor]:
    """Return a customer and an agent who have signed in."""
    customer, agent = (Visitor(installation.port, f"{TENANT}.localhost") for _ in range(2))
    await customer.sign_in("/login", PERSON, PASSWORD)
    await agent.sign_in("/staff/login", AGENT, PASSWORD)
    return customer, agent


def _case(number: int) -> dict[str, str]:
    return {
        "subject": f"Router signal outage {number}",
        "product": "general/problem/not_working",
        "message": "The router has no signal since the morning, please help.",
    }
