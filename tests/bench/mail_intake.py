"""How many messages a second come in: stored, read, decided about, each step committed.

    VENTANILLA_TEST_DATABASE_URL=postgresql://… .venv/bin/python tests/bench/mail_intake.py

Among 100,000 cases, a third of the messages are answers to them and the others make new ones; some
have a file. Beside it stands what filing the same cases takes without mail, in the same run. The
domain name system is not asked.

On a shared machine, read the processor time and the statements: neither depends on what else runs.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from email.message import EmailMessage
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))

from load.filling import database_beside, fill, settings_of
from sqlalchemy import Engine, event, select

from core.cases.models import Case
from core.db.base import new_id
from core.identity.models.contact import Contact
from core.platform import Platform
from core.settings.environment import read_settings
from core.testing.cases import file_case
from plugins.email_channel.models import Mailbox
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.deciding import decide_mail
from plugins.email_channel.services.receiving import find_mailbox_id, read_waiting, receive

FOLDER = Path("var/bench")
TENANT = "bench"
CONTACTS = 500
ADDRESS = "support@bench.example"
TEXT = "Hello,\n\nsince Monday there is no light in the hall.\n\nKind regards\nCustomer\n"
QUOTED = "\nOn Mon, 2 Nov 2026 at 10:00, Support wrote:\n> We have your request.\n> Support\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", default=os.environ.get("VENTANILLA_TEST_DATABASE_URL", ""))
    arguments, _others = parser.parse_known_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    url = database_beside(arguments.database, FOLDER, f"mail_{arguments.cases}")
    fill(url, arguments.cases, CONTACTS, FOLDER)
    platform = start(url)
    add_mailbox(platform)
    raws = make_messages(platform, arguments.messages)
    count_statements(platform.engine)
    parsed = rate("read", len(raws), lambda: [parse_mail(raw) for raw in raws])
    ids: list[UUID] = []
    rate("store", len(raws), lambda: ids.extend(store(platform, raws)))
    mail = rate("read and decide", len(ids), lambda: decide(platform, ids))
    bare = rate(
        "file as many cases without mail",
        len(raws) // 4,
        lambda: file_cases(platform, len(raws) // 4),
    )
    print(f"a decision takes {bare / mail:.2f} times a case, reading {mail / parsed:.2f} of it")
    more = make_messages(platform, arguments.messages)
    shares = [more[number :: arguments.processes] for number in range(arguments.processes)]
    with ProcessPoolExecutor(arguments.processes, get_context("spawn")) as pool:
        list(pool.map(start_only, [url] * arguments.processes))
        rate(
            f"store, read and decide in {arguments.processes} processes",
            len(more),
            lambda: list(pool.map(take_in, [url] * arguments.processes, shares)),
        )


def rate(name: str, count: int, does: Callable[[], object]) -> float:
    """Print and return how many a second; of this process, also what each of them took."""
    _statements[0] = 0
    began, worked = time.perf_counter(), time.process_time()
    does()
    found = count / (time.perf_counter() - began)
    took = (time.process_time() - worked) / count * 1000
    asked = _statements[0] / count
    print(
        f"{name:45} {found:8.0f} messages/s, each {took:5.1f} ms of ours, {asked:4.1f} statements",
        flush=True,
    )
    return found


_statements = [0]


def count_statements(engine: Engine) -> None:
    def count(*_what: object) -> None:
        _statements[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


def add_mailbox(platform: Platform) -> None:
    with platform.scope(TENANT) as scope:
        if find_mailbox_id(scope, [ADDRESS]) is None:
            box = Mailbox(tenant_id=scope.tenant_id, id=new_id(), defaults={}, is_default=True)
            box.address = box.address_key = ADDRESS
            scope.session.add(box)


def start(url: str) -> Platform:
    return Platform.start(read_settings(settings_of(url, 6543, FOLDER)))


def start_only(url: str) -> None:
    _platforms[url] = start(url)


_platforms: dict[str, Platform] = {}


def take_in(url: str, raws: Sequence[bytes]) -> None:
    platform = _platforms.get(url) or start(url)
    decide(platform, store(platform, raws))


def store(platform: Platform, raws: Sequence[bytes]) -> list[UUID]:
    ids = []
    for raw in raws:
        with platform.scope(TENANT) as scope:
            ids.append(receive(scope, raw, came_by="command").id)
    return ids


def decide(platform: Platform, ids: Sequence[UUID]) -> None:
    for mail_id in ids:
        with platform.scope(TENANT, reading=True) as scope:
            waiting = read_waiting(scope, mail_id)
        assert waiting is not None
        parsed = parse_mail(waiting.raw)
        with platform.scope(TENANT) as scope:
            mail = decide_mail(scope, mail_id, parsed)
            assert mail.state == "filed", mail.decision  # or it measures something else


def file_cases(platform: Platform, count: int) -> None:
    with platform.scope(TENANT, reading=True) as scope:
        people = list(scope.session.scalars(select(Contact.id).limit(CONTACTS)))
    for number in range(count):
        with platform.scope(TENANT) as scope:
            values = {"subject": "No light", "message": "<p>Since Monday.</p>"}
            values["product"] = "general/question/other"
            file_case(scope, values, contact_id=people[number % len(people)])


def make_messages(platform: Platform, count: int) -> list[bytes]:
    with platform.scope(TENANT, reading=True) as scope:
        query = (
            select(Case.number, Contact.email)
            .join(Contact, Contact.id == Case.contact_id)
            .where(Case.closed_at.is_(None))
            .order_by(Case.number.desc())
            .limit(count)
        )
        rows = scope.session.execute(query).all()
    return [_message(number, *rows[number % len(rows)]) for number in range(count)]


def _message(number: int, case_number: int, address: str) -> bytes:
    message = EmailMessage()
    message["From"] = f"Customer <{address}>"
    message["To"] = ADDRESS
    message["Message-ID"] = f"<{new_id().hex}@customer.example>"
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    if number % 3 == 0:
        message["Subject"] = f"Re: [#{case_number}] No light"
        message.set_content(TEXT + QUOTED)
    else:
        message["Subject"] = f"No light {number}"
        message.set_content(TEXT)
        message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    if number % 10 == 0:
        message.add_attachment(
            b"%PDF-1.4 " + bytes(20_000), maintype="application", subtype="pdf", filename="a.pdf"
        )
    return message.as_bytes()


if __name__ == "__main__":
    main()
