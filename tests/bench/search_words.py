"""What it costs to find cases by words of messages or a text field, and to file them so.

    .venv/bin/python tests/bench/search_words.py 1000000

On a database beside the one that ``VENTANILLA_TEST_DATABASE_URL`` names, or on SQLite in
``var/bench``. It is filled once, by COPY, and kept. Messages are made of 50,000 words, of which few
are frequent, as in any language; a case has five messages of thirty words, all in all one of 20,000
conversations. Each has a reference, which the agents' list can be narrowed by.
"""

import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from load.copying import copy_in
from load.filling import add_people, database_beside, make_database, settings_of
from load.rows import BATCH, Batch, add_case, case_row
from load.sample import make_tickets
from sqlalchemy import event, select

from core.cases.models import Case, CaseCounter, CaseFilterValue, CaseStaffText, CaseText
from core.cases.search.buckets import bucket_of
from core.cases.search.indexing import LINE
from core.cases.services import CaseFilter, add_note, list_cases
from core.db import migrate
from core.db.base import new_id
from core.fields.services.publishing import install_form
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.platform import Platform
from core.scope import Actor, Scope
from core.search_text import words_to_find
from core.settings.environment import read_settings
from core.tenancy.services import create_tenant
from core.testing.cases import file_case
from fields_config.definition import Access, FieldDefinition, Grant

FOLDER = Path("var/bench")
TENANT = "words"
CONTACTS, VOCABULARY, SAID, CONVERSATIONS = 500, 50_000, 150, 20_000
TURNS = 7
REFERENCE = "reference"
SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "os")]


@cache
def make_words() -> list[str]:
    """Return words that look like some, the frequent ones first and short."""
    dice = random.Random(7)  # noqa: S311  # the same words every time
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        length = 2 + len(words) // 20_000 + dice.randrange(2)
        words["".join(dice.choices(SYLLABLES, k=length))] = None
    return list(words)


def make_batches(
    scope: Scope, people: list[Contact], agents: list[Staff], count: int
) -> Iterator[Batch]:
    dice = random.Random(11)  # noqa: S311  # the same cases every time
    words = make_words()
    said = [" ".join(dict.fromkeys(_say(dice, words, SAID))) for _turn in range(CONVERSATIONS)]
    known: dict[tuple[Any, ...], Batch] = {}
    tickets = make_tickets(count, len(people))
    while some := list(islice(tickets, BATCH)):
        batch: Batch = defaultdict(list)
        for ticket in some:
            contact, agent = people[ticket.contact - 1], agents[ticket.number % len(agents)]
            key = {"tenant_id": scope.tenant_id, "id": new_id()}
            case = key | case_row(scope, ticket, contact, agent)
            folded = " ".join(words_to_find(f"AB {ticket.number}"))
            batch[Case].append(case | {"folded": {REFERENCE: folded}})
            filter_value = {"tenant_id": scope.tenant_id, "field": REFERENCE, "value": folded}
            batch[CaseFilterValue].append(filter_value | {"number": ticket.number})
            # Of the same words as another case of that kind: to work them out for each takes hours.
            kind = (case["product"], case["status"], ticket.at.date())
            if kind not in known:
                known[kind] = defaultdict(list)
                add_case(known[kind], scope, case, contact, "")
            facts = known[kind][CaseText][0]["text"].partition(" ")[2]
            where = key | {"era": bucket_of(ticket.number)}
            mine = f"{ticket.number} {facts}"
            batch[CaseText].append(where | {"text": mine})
            more = dice.choice(said)
            if ticket.number % 7 == 0 and ticket.number < count / 2:
                more += " antiguamente"
            if ticket.number % 50_000 == 1:
                more += " zanahoriazo"
            batch[CaseStaffText].append(where | {"text": f"{mine} {contact.search}{LINE}{more}"})
        yield batch


@cache
def _frequencies() -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))


def _say(dice: random.Random, words: list[str], count: int) -> list[str]:
    return dice.choices(words, cum_weights=_frequencies(), k=count)


def fill(url: str, count: int) -> Platform:
    make_database(url)
    platform = Platform.start(read_settings(settings_of(url, 6543, FOLDER)))
    migrate.upgrade(platform.engine, platform.plugins.packages)
    with platform.every_tenant(reading=True) as session:
        done = session.scalar(select(CaseCounter.last))
    if done is None:
        began = time.monotonic()
        with platform.every_tenant() as session:
            create_tenant(session, slug=TENANT, name="Words", now=platform.clock(), locale="en")
        with platform.scope(TENANT) as scope:
            people, agents = add_people(scope, CONTACTS)
            add_reference(scope)
        copy_in(platform.engine, make_batches(scope, people, agents, count))
        with platform.scope(TENANT) as scope:
            scope.session.add(CaseCounter(tenant_id=scope.tenant_id, id=new_id(), last=count))
        print(f"filled {count:,} cases in {time.monotonic() - began:.0f} s", flush=True)
    return platform


def add_reference(scope: Scope) -> None:
    """Add a text field that lists can be narrowed by."""
    grants = {("agent", "detail"): Grant(Access.VIEW)}
    field = FieldDefinition(
        key=REFERENCE, type="text", labels={"en": "Reference"}, grants=grants, filterable=True
    )
    install_form(scope, "case", scope.tenant.form("case").with_field(field))


def timed(does: Callable[[], Any]) -> tuple[float, Any]:
    times = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        found = does()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), found


def main() -> None:
    count = int(sys.argv[1])
    given = os.environ.get("VENTANILLA_TEST_DATABASE_URL", "")
    url = database_beside(given, FOLDER, f"words_{count}")
    platform = fill(url, count)
    with platform.scope(TENANT) as scope:
        staff = scope.session.scalars(select(Staff).limit(1)).one()
        contact = scope.session.scalars(select(Contact).limit(1)).one()
        ana = Actor(kind="contact", id=contact.id, name=contact.name)
    rights = frozenset(("cases:read", "cases:answer", "cases:change"))
    agent = Actor(kind="staff", id=staff.id, name=staff.name, permissions=rights)
    words = make_words()
    # Everybody is called "customer", so no shorter word is looked for first unless it is rarer.
    short = next(word for word in words[10_000:] if len(word) < len("customer"))
    looks = {
        "rare": "zanahoriazo",
        "common": words[0],
        "two common": f"{words[0]} {words[5]}",
        "common, old": "antiguamente",
        "one of 100": words[200],
        "two of 100": f"{words[200]} {words[210]}",
        "a name": "customer 1500",
        "all and rare": f"customer {short}",
        "unheard of": "quetzalcoatlus",
    }
    for side, actor, view in (("agent", agent, "all"), ("customer", ana, "mine")):
        for name, typed in looks.items():
            with platform.scope(TENANT, actor=actor, reading=True) as scope:
                wanted = CaseFilter(view=view, text=typed)
                took, page = timed(partial(list_cases, scope, wanted))
                print(f"{side:9} {name:12} {took:8.1f} ms  {len(page.rows)} rows", flush=True)
    references = {
        "field, new": f"AB {count - 7}",
        "field, old": "AB-1007",
        "field, part": "ab777",
        "field, none": "XY 1",
    }
    for name, typed in references.items():
        with platform.scope(TENANT, actor=agent, reading=True) as scope:
            wanted = CaseFilter(view="all", fields={REFERENCE: typed})
            took, page = timed(partial(list_cases, scope, wanted))
            print(f"agent     {name:12} {took:8.1f} ms  {len(page.rows)} rows", flush=True)
    _file(platform, agent, contact.id, words)


def _file(platform: Platform, agent: Actor, contact_id: Any, words: list[str]) -> None:
    dice = random.Random(13)  # noqa: S311  # the same words every time
    told: dict[str, list[float]] = defaultdict(list)

    @event.listens_for(platform.engine, "before_cursor_execute")
    def begin(_connection, _cursor, _statement, _parameters, context, _many):  # type: ignore[no-untyped-def]  # SQLAlchemy's
        context.began = time.perf_counter()

    @event.listens_for(platform.engine, "after_cursor_execute")
    def end(_connection, _cursor, statement, _parameters, context, _many):  # type: ignore[no-untyped-def]  # SQLAlchemy's
        kind = "staff" if "case_staff_search" in statement else "other"
        told[kind].append((time.perf_counter() - context.began) * 1000)

    for what in ("file", "note"):
        times = []
        told.clear()
        for turn in range(100):
            said = f"<p>{' '.join(_say(dice, words, 30))}</p>"
            with platform.scope(TENANT, actor=agent) as scope:
                began = time.perf_counter()
                if what == "file":
                    product = "general/question/other"
                    values = {"subject": "Bench", "message": said, "product": product}
                    file_case(scope, values, contact_id=contact_id)
                else:
                    case = scope.session.scalars(
                        select(Case).order_by(Case.number.desc()).offset(100 + turn).limit(1)
                    ).one()
                    add_note(scope, case, said, is_internal=True)
                scope.session.flush()
            times.append((time.perf_counter() - began) * 1000)
        staff, other = (sum(told[kind]) / 100 for kind in ("staff", "other"))
        print(
            f"{what}: median {statistics.median(times):.1f} ms; in statements for staff's words"
            f" {staff:.2f} ms, in all others {other:.2f} ms"
        )


if __name__ == "__main__":
    main()
