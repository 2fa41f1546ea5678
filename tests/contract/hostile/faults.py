"""What a plugin can do wrong, by name. The lists say where each makes sense."""

import itertools
import threading
from contextlib import suppress

from markupsafe import Markup
from pyramid.httpexceptions import HTTPFound
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.activity.models import Activity
from core.activity.services import record_activity
from core.db.base import new_id
from core.db.guard import TENANT, bind_tenant
from core.errors import NotFoundError, Refused, SpoiledError
from core.plugin import hookspecs
from core.plugin.contributions import MailChanges, MenuItem, Panel, SearchHit
from core.tenancy.models import TenantDocument

TODAY = {}  # hook -> the name of its fault
CALLS = []  # hooks that were called
HANG = 60.0  # seconds; far beyond any limit
OVER = threading.Event()  # what lets go of a hook that hangs


def cause_fault(hook, scope):
    CALLS.append(hook)
    name = TODAY.get(hook)
    return MISDEEDS[name](scope) if name else None


class OwnBaseError(BaseException):
    pass


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("it can't be said")


class Exploding:
    def __str__(self):
        raise RuntimeError("boom")

    __repr__ = __html__ = __str__


class Sly(str):
    __slots__ = ()

    def __html__(self):
        return "<script>sly</script>"


def raising(error):
    def fault(_scope):
        raise error() if isinstance(error, type) else error

    return fault


def answering(make):
    return lambda _scope: make()


def hang_after_writing(scope):
    leave_a_row(scope)
    scope.session.flush()
    OVER.wait(HANG)


def wait_for_database(scope):
    if scope.session.get_bind().dialect.name == "postgresql":
        scope.session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": HANG})
    else:
        scope.session.execute(
            text(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1e9)"
                " SELECT count(*) FROM n"
            )
        )


def recurse(scope):
    return recurse(scope) + 1


def recurse_through_hooks(scope):
    scope.hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")
    scope.hooks.check(hookspecs.check_case, scope=scope, values={})
    scope.hooks.gather(hookspecs.panels, scope=scope, place="home", about=None, audience="customer")
    raise RuntimeError("and then")


def eat(_scope):
    return [bytearray(1_000_000) for _ in range(150)]


def leave_a_row(scope):
    record_activity(scope, "hostile")


def half_a_row(scope):
    leave_a_row(scope)
    scope.session.flush()
    leave_a_row(scope)
    raise RuntimeError("in the middle")


def row_without_an_error(scope):
    leave_a_row(scope)


def broken_flush(scope):
    scope.session.add(TenantDocument(id=new_id(), kind="hostile"))
    scope.session.flush()


def swallowed_flush(scope):
    with suppress(Exception):
        broken_flush(scope)


def broken_later(scope):
    scope.session.add(TenantDocument(id=new_id(), kind="hostile"))


def bad_sql(scope):
    with suppress(Exception):
        scope.session.execute(text("SELECT nothing FROM nowhere"))


def delete_everything(scope):
    for table in ("case_note", "activity", "outbox"):
        scope.session.connection().execute(text(f"DELETE FROM {table}"))  # noqa: S608  # a fault
    raise RuntimeError("oops")


def ending(method, *, swallow=False):
    def fault(scope):
        leave_a_row(scope)
        try:
            getattr(scope.session, method)()
        except Exception:
            if not swallow:
                raise

    return fault


def roll_the_transaction_back(scope):
    leave_a_row(scope)
    scope.session.flush()
    scope.session.get_transaction().rollback()


def roll_back_by_hand(scope):
    scope.session.execute(text("ROLLBACK"))


def roll_back_the_driver(scope):
    scope.session.connection().connection.dbapi_connection.rollback()


def leave_a_savepoint(scope):
    scope.session.begin_nested()
    leave_a_row(scope)
    scope.session.begin_nested()


def end_the_savepoint(scope):
    leave_a_row(scope)
    scope.session.get_nested_transaction().rollback()


def rebind(scope):
    scope.session.info[TENANT] = new_id()
    leave_a_row(scope)
    scope.session.flush()


def rebind_quietly(scope):
    scope.session.info[TENANT] = "*"


def rebind_politely(scope):
    bind_tenant(scope.session, new_id())


def use_a_thread(scope):
    def run():
        try:
            scope.session.add(Activity(kind="hostile"))
            scope.session.flush()
        except Exception:  # noqa: BLE001, S110 - that is the fault
            pass

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


async def later():
    return []


def item(**values):
    return [MenuItem(**{"label": "Hostile", "route": "portal.home", **values})]


def panel(**values):
    given = {"title": "Hostile", "template": "hostile/panel.jinja2", **values}
    return [Panel(**given)]


def hit(**values):
    given = {"title": "Hostile", "group": "Hostile", "route": "portal.home", **values}
    return [SearchHit(**given)]


RAISING = {
    "error": raising(RuntimeError("broken")),
    "exit": raising(SystemExit),
    "generator exit": raising(GeneratorExit),
    "own base error": raising(OwnBaseError),
    "stop iteration": raising(StopIteration),
    "no memory": raising(MemoryError),
    "unprintable": raising(Unprintable),
    "not found": raising(NotFoundError("x")),
    "redirect": raising(HTTPFound("/elsewhere")),
    "spoilt": raising(SpoiledError("x")),
    "retryable": raising(OperationalError("x", {}, Exception("x"))),
    "recursion": recurse,
    "recursion through hooks": recurse_through_hooks,
    "rubbish refusal": raising(Refused(42, {"subject": Exploding()})),
}
HANGING = {"hanging": hang_after_writing, "waiting for the database": wait_for_database}
WRITING = {
    "half a row": half_a_row,
    "broken flush": broken_flush,
    "swallowed flush": swallowed_flush,
    "broken later": broken_later,
    "bad SQL": bad_sql,
    "delete everything": delete_everything,
    "commit": ending("commit"),
    "rollback": ending("rollback"),
    "close": ending("close"),
    "expunge all": ending("expunge_all"),
    "commit swallowed": ending("commit", swallow=True),
    "rollback swallowed": ending("rollback", swallow=True),
    "transaction rolled back": roll_the_transaction_back,
    "rolled back by hand": roll_back_by_hand,
    "driver rolled back": roll_back_the_driver,
    "savepoint ended": end_the_savepoint,
    "other tenant": rebind,
    "every tenant": rebind_quietly,
    "bound again": rebind_politely,
    "another thread": use_a_thread,
}
LOOKING = {"a row": row_without_an_error, "savepoint left": leave_a_savepoint}
ANSWERING = {
    "number": answering(lambda: 42),
    "text": answering(lambda: "text"),
    "mapping": answering(lambda: {"a": 1}),
    "numbers": answering(lambda: [42]),
    "generator": answering(lambda: (i for i in [1])),
    "coroutine": answering(later),
    "exploding": answering(lambda: [Exploding()]),
    "memory": eat,
}
ITEMS = {
    "unknown route": answering(lambda: item(route="hostile.nowhere")),
    "route with parts": answering(lambda: item(route="portal.case")),
    "label a number": answering(lambda: item(label=42)),
    "label exploding": answering(lambda: item(label=Exploding())),
    "label endless": answering(lambda: item(label="Hostile" * 1_000_000)),
    "position a text": answering(lambda: item(position="first")),
    "permission a list": answering(lambda: item(permission=["x"])),
    "replaces a number": answering(lambda: item(replaces=42)),
    "too many": answering(lambda: item() * 1_000_000),
    "a panel": answering(panel),
}
PANELS = {
    "no template": answering(lambda: panel(template="hostile/nothing.jinja2")),
    "failing template": answering(lambda: panel(template="hostile/failing.jinja2")),
    "core's template": answering(lambda: panel(template="core/error.jinja2")),
    "other's template": answering(lambda: panel(template="portal/home.jinja2")),
    "template outside": answering(lambda: panel(template="hostile/../../conftest.py")),
    "title a number": answering(lambda: panel(title=42)),
    "data a number": answering(lambda: panel(data=42)),
    "data missing": answering(lambda: panel(template="hostile/value.jinja2")),
    "data exploding": answering(
        lambda: panel(template="hostile/value.jinja2", data={"value": Exploding()})
    ),
    "data huge": answering(
        lambda: panel(template="hostile/value.jinja2", data={"value": "Hostile" * 1_000_000})
    ),
    "data endless": answering(
        lambda: panel(template="hostile/each.jinja2", data={"values": itertools.count()})
    ),
    "too many": answering(lambda: panel() * 1_000_000),
    "an item": answering(item),
}
CHOICES = {
    "nobody": answering(new_id),
    "number": answering(lambda: 42),
    "text": answering(lambda: "admin"),
    "exploding": answering(Exploding),
    "list": answering(list),
    "coroutine": answering(later),
}
HITS = {
    "unknown route": answering(lambda: hit(route="hostile.nowhere")),
    "route without parts": answering(lambda: hit(route="portal.case")),
    "title a number": answering(lambda: hit(title=42)),
    "title endless": answering(lambda: hit(title="Hostile" * 1_000_000)),
    "parts a list": answering(lambda: hit(params=["number"])),
    "exploding part": answering(lambda: hit(route="portal.case", params={"number": Exploding()})),
    "too many": answering(lambda: hit() * 1_000_000),
    "a panel": answering(panel),
}
ADJUSTMENTS = {
    "number": answering(lambda: 42),
    "list": answering(lambda: ["subject"]),
    "coroutine": answering(later),
    "exploding": answering(Exploding),
    "exploding value": answering(lambda: {"subject": Exploding(), "message": Exploding()}),
    "unknown fields": answering(lambda: {"nothing": 1}),
    "numbers for keys": answering(lambda: {1: "x"}),
    "too many": answering(lambda: {f"field{number}": "Hostile" for number in range(1000)}),
    "files of others": answering(lambda: {"files": [str(new_id())]}),
    "another contact": answering(lambda: {"contact": str(new_id())}),
    "no such product": answering(lambda: {"product": "hostile/nowhere"}),
    "endless": answering(lambda: {"message": "Hostile" * 1_000_000}),
    "nothing left": answering(lambda: {"message": "<script>Hostile</script>", "subject": 7}),
}
MAILS = {
    "no sender": answering(lambda: MailChanges(sender="hostile\r\nBcc: eve@example.com")),
    "no copy": answering(lambda: MailChanges(copy_to=("eve@example.com\r\nBcc: x@y.zz",))),
    "a number": answering(lambda: MailChanges(sender=42)),
    "other answers": answering(lambda: MailChanges(reply_to="<eve@example.com>")),
    "a header of ours": answering(lambda: MailChanges(headers={"Bcc": "eve@example.com"})),
    "a broken header": answering(lambda: MailChanges(headers={"X-A": "b\r\nBcc: eve@example.com"})),
    "an exploding header": answering(lambda: MailChanges(headers={"X-A": Exploding()})),
    "a sly header": answering(lambda: MailChanges(headers={Sly("X-A"): "Hostile"})),
    "too many": answering(
        lambda: MailChanges(copy_to=tuple(f"eve{number}@example.com" for number in range(1000)))
    ),
    "endless": answering(lambda: MailChanges(footer="Hostile" * 1_000_000)),
    "a mapping": answering(lambda: {"sender": "eve@example.com"}),
    "a panel": answering(panel),
}
SIGNATURES = {
    "another header": answering(lambda: b"Bcc: eve@example.com\r\n"),
    "and another header": answering(lambda: b"DKIM-Signature: v=1\r\nBcc: eve@example.com\r\n"),
    "no line end": answering(lambda: b"DKIM-Signature: v=1"),
    "an end of all headers": answering(lambda: b"DKIM-Signature: v=1\r\n\r\nHostile\r\n"),
    "a bare line end": answering(lambda: b"DKIM-Signature: v=1\nBcc: eve@example.com\r\n"),
    "a line that goes on": answering(lambda: b" DKIM-Signature: v=1\r\n"),
    "a text": answering(lambda: "DKIM-Signature: v=1\r\n"),
    "endless": answering(lambda: b"DKIM-Signature: hostile\r\n" * 1_000_000),
    "nothing": answering(lambda: b""),
    "exploding": answering(Exploding),
    "coroutine": answering(later),
}
CHARMING = {
    "markup": answering(lambda: item(label=Markup("<script>sly</script>"))),
    "sly": answering(lambda: item(label=Sly("sly"))),
}
MISDEEDS = {
    **RAISING,
    **HANGING,
    **WRITING,
    **LOOKING,
    **CHARMING,
    **{f"item: {name}": fault for name, fault in (ANSWERING | ITEMS).items()},
    **{f"panel: {name}": fault for name, fault in (ANSWERING | PANELS).items()},
    **{f"choice: {name}": fault for name, fault in CHOICES.items()},
    **{f"hit: {name}": fault for name, fault in HITS.items()},
    **{f"changes: {name}": fault for name, fault in ADJUSTMENTS.items()},
    **{f"mail: {name}": fault for name, fault in MAILS.items()},
    **{f"signature: {name}": fault for name, fault in SIGNATURES.items()},
}


def named(prefix, *groups):
    return [f"{prefix}: {name}" for group in groups for name in group]


ANYWHERE = [*RAISING, *WRITING]
OF_HOOK = {
    "menu_items": [*ANYWHERE, *LOOKING, *named("item", ANSWERING, ITEMS)],
    "panels": [*ANYWHERE, *LOOKING, *named("panel", ANSWERING, PANELS)],
    "case_badges": [*ANYWHERE, *LOOKING, *named("item", ANSWERING), "item: a panel"],
    "case_column": [*ANYWHERE, *LOOKING, *named("item", ANSWERING), "item: a panel"],
    "search_results": [*ANYWHERE, *LOOKING, *named("item", ANSWERING), *named("hit", HITS)],
    "case_suggestions": [*ANYWHERE, *LOOKING, *named("item", ANSWERING), *named("hit", HITS)],
    "check_case": ANYWHERE,
    "check_note": ANYWHERE,
    "check_change": ANYWHERE,
    "adjust_case": [*ANYWHERE, *named("changes", ADJUSTMENTS)],
    "adjust_note": [*ANYWHERE, *named("changes", ADJUSTMENTS)],
    "adjust_mail": [*ANYWHERE, *named("mail", MAILS)],
    "sign_mail": [*ANYWHERE, *named("signature", SIGNATURES)],
    "index_contact": ANYWHERE,
    "choose_assignee": [*ANYWHERE, *named("choice", CHOICES)],
    "identify_program": [*ANYWHERE, *named("choice", CHOICES)],
    "choose_reply_address": [*ANYWHERE, *named("choice", CHOICES)],
}
EVENTS = (
    "case_created",
    "case_changed",
    "note_added",
    "file_added",
    "contact_created",
    "contact_verified",
    "contact_changed",
    "account_changed",
    "staff_changed",
    "signed_in",
    "sign_in_failed",
    "person_locked",
    "form_published",
    "plugin_switched",
    "mail_sent",
    "demo_made",
    "mail_bounced",
)
