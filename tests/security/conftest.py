"""Two tenants with people, cases, files and open links in them, to try doors with."""

import io
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.interfaces import IRoutesMapper
from sqlalchemy import select

from core.admin.services.logos import LogoUploads, change_logos
from core.cases.file_links import link_to_file
from core.cases.services import add_note, attach_file, get_case
from core.db.outbox import OutboxMessage
from core.files.services import owner_of, stage_upload
from core.identity.credentials.one_time import issue_link_token
from core.identity.services.sessions import list_sessions, open_session
from core.mail.services import Recipient, queue_mail
from core.tenancy.services import save_document
from core.testing.cases import actor_of
from core.testing.inspection import registry_of
from core.web.statics import content_hash
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.mailboxes import add_mailbox
from plugins.email_channel.services.receiving import receive
from tests.security.browsers import Browsers
from tests.security.tenant_rows import TenantRows
from tests.support.mails import write_mail

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><path d="M0 0h8v4H0z"/></svg>'
MAILBOX_PAGES = (
    *("mailbox", "mailbox_address", "mailbox_server", "mailbox_defaults"),
    *("mailbox_test", "mailbox_switch", "mailbox_retry", "mailbox_remove"),
    *("mailbox_signatures", "mailbox_signatures_key"),
    *("mailbox_signatures_check", "mailbox_signatures_remove"),
)
CONSOLE_PAGES = tuple(
    f"csr_console.{name}"
    for name in (
        *("customer", "interaction", "lock", "unlock", "recovery", "mails", "impersonate"),
        *("check", "add_account", "calls"),
    )
)
ACTIVITY_LOG = ("csr_console.activity", "csr_console.activity_csv")
MAIL_PAGES = ("mail", "original", "accept", "assign", "refuse", "block", "retry")
DESK = ("cases:read", "cases:answer", "cases:change")


@dataclass
class World:
    """What one tenant has, and what addresses of it are made of."""

    slug: str
    people: dict[str, Any]
    case: Any
    places: dict[str, dict[str, str]]

    def place(self, route):
        """Return what stands in a route's address: what it says itself, or what all share."""
        return self.places[""] | self.places.get(route, {})


@pytest.fixture
def build_world(platform, open_scope, make_contact, make_staff, make_account, make_case):
    """Make a tenant's people, and of one of them everything that has an address."""

    def build(slug, spare=0):
        people = {
            "owner": make_contact(slug=slug, first_name="Ana"),
            "other": make_contact(slug=slug, first_name="Bruno"),
            "locked": make_contact(slug=slug, lock_kind="permanent", lock_reason="staff"),
            **{role: make_staff(slug=slug, roles=[role]) for role in ("csr", "agent", "admin")},
        }
        owner, agent = people["owner"], people["agent"]
        account = make_account(slug=slug, name="Works", members={owner: {}})
        # With some before it, the case has a number that the other tenant has not given yet.
        for _number in range(spare):
            make_case(people["other"], slug=slug, subject="Of somebody else")
        case = make_case(owner, slug=slug, actor=actor_of(owner), subject=f"Only of {slug}")
        _take_product(open_scope, slug, case)
        with open_scope(slug, actor=actor_of(owner)) as scope:
            upload = _stage(scope)
            file = attach_file(scope, get_case(scope, case.number), upload.id, "Plan")
        with open_scope(slug, actor=actor_of(agent, *DESK)) as scope:
            note = "<p>Whispered</p>"
            whispered = add_note(scope, get_case(scope, case.number), note, is_internal=True)
        mailbox = _set_up_mailbox(open_scope, slug)
        mail = _receive_mail(open_scope, slug, whispered)
        sent = {"id": _ask_for_mail(open_scope, slug, owner)}
        logo = _put_up_logo(open_scope, slug, people["admin"])
        with open_scope(slug) as scope:
            tokens = {
                "portal.verify": issue_link_token(scope, owner, "verify"),
                "portal.verify_address": issue_link_token(
                    scope, owner, "address", data={"email": f"new@{slug}.example"}
                ),
                "core.undo_address": issue_link_token(
                    scope, owner, "undo", data={"email": f"old@{slug}.example"}
                ),
                "portal.complete": issue_link_token(scope, owner, "complete", about=case.id),
                "portal.recover_link": issue_link_token(scope, owner, "recover"),
                "core.staff_recover_link": issue_link_token(scope, agent, "recover"),
            }
            for kind, person in (("contact", owner), ("staff", agent)):
                open_session(scope, kind, person.id, device="Elsewhere")
        with open_scope(slug) as scope:
            own = _session_ids(scope, owner, agent)
            tokens["core.shared_file"] = link_to_file(scope, file.id, file.name).split("/")[-2]
            version = platform.plugins.breaker.versions["agent_desk"]
            fault = _fault(scope.now(), version)
            save_document(scope, "faults", {f"agent_desk.hook_of_{slug}": fault})
        tokens["portal.complete_uploads"] = tokens["portal.complete"]
        contact, plan = {"id": str(owner.id)}, {"id": str(file.id), "name": "plan.txt"}
        places = {
            "": {"number": str(case.number), "form": "case", "key": "priority"},
            **{route: {"token": token} for route, token in tokens.items()},
            "core.plugin_switch": {"plugin": "agent_desk"},
            "core.plugin_retry": {"plugin": "agent_desk", "hook": f"hook_of_{slug}"},
            "core.settings_section": {"section": "identity"},
            "core.studio_options": {"key": "product"},
            "core.studio_option_text": {"key": "product"},
            "core.static": {"owner": "core", "hash": content_hash("core"), "path": "icon.svg"},
            "core.logo": {"id": logo},
            "core.shared_file": {"token": tokens["core.shared_file"], "name": "plan.txt"},
            "core.file": plan,
            "core.file?begin": {**plan, "begin": "yes"},
            "core.staff_file": plan,
            "core.staff_file?begin": {**plan, "begin": "yes"},
            "core.undo": {"id": str(agent.id)},  # no step that there is
            **dict.fromkeys(ACTIVITY_LOG, contact),
            "core.contact": contact,
            **dict.fromkeys(CONSOLE_PAGES, contact),
            "csr_console.mail": contact | {"mail": sent["id"]},
            "csr_console.edit": contact | {"part": "profile"},
            "core.contact_lock": contact,
            "core.contact_unlock": contact,
            "core.contact_member": contact,
            "core.contact_member?account": {**contact, "account": str(account.id)},
            "core.contact_mail": contact,
            "core.mail": sent,
            "core.mail_resend": sent,
            "core.account": {"id": str(account.id)},
            "agent_desk.case_new?contact": {"contact": str(owner.id)},
            "core.staff_member": {"id": str(agent.id)},
            "portal.session": {"id": own["contact"]},
            "core.staff_session": {"id": own["staff"]},
            **{f"email_channel.{name}": {"id": mailbox} for name in MAILBOX_PAGES},
            **{f"email_channel.{name}": {"id": mail} for name in MAIL_PAGES},
            "email_channel.attachment": {"id": mail, "position": "0"},
            "email_channel.demo_written": {"id": mail},
            "email_channel.sender": {"id": str(case.id)},
            "email_channel.mail_of_note": {"note": str(whispered.id)},
        }
        return World(slug, people, case, places)

    return build


def _ask_for_mail(open_scope, slug, owner):
    """Ask for a mail to the owner that waits; return its id."""
    with open_scope(slug) as scope:
        data = {
            "number": 1,
            "subject": "Lamp",
            "message": "",
            "page": None,
            "write_to": "",
            "can_answer": False,
        }
        reader = Recipient(f"ana@{slug}.example", "Ana")
        return str(queue_mail(scope, "case_closed", to=[reader], data=data, contact_id=owner.id).id)


def _set_up_mailbox(open_scope, slug):
    """Set a mailbox up, at a server that is not for us to reach."""
    server = {"receiving": "imap", "authentication": "password", "provider": ""}
    place = {"host": "127.0.0.1", "port": 143, "security": "none", "username": "help"}
    folder = {"folder": "INBOX", "after_fetch": "seen", "move_to": ""}
    with open_scope(slug) as scope:
        values = {"address": f"help@{slug}.example", **server, **place, **folder}
        return str(add_mailbox(scope, values).id)


def _receive_mail(open_scope, slug, note):
    """Receive a message with a file, that waits for a decision."""
    sender = f"Eva <eva@{slug}-mail.example>"
    raw = write_mail(sender, f"Mail of {slug}", "Hello", files=[("plan.txt", b"text")])
    with open_scope(slug) as scope:
        received = receive(scope, raw, came_by="delivery")
        row = scope.session.get(ReceivedMail, (scope.tenant_id, received.id))
        row.state, row.outcome, row.note_id = "quarantined", "unknown_sender", note.id
        return str(received.id)


def _take_product(open_scope, slug, case):
    """Leave the case without something that is required, as one that came by mail."""
    with open_scope(slug) as scope:
        found = get_case(scope, case.number)
        found.product, found.is_incomplete = None, True
        # The mail about it would bring a newer link than that of the addresses above.
        for message in scope.session.scalars(select(OutboxMessage)):
            if message.actor == "cases.notify_created" and str(case.id) in message.args:
                scope.session.delete(message)


def _put_up_logo(open_scope, slug, admin):
    with open_scope(slug, actor=actor_of(admin, "settings:change")) as scope:
        file = SimpleNamespace(file=io.BytesIO(DRAWING), filename="logo.svg")
        logo = LogoUploads(scope).stage(file, "logo")
        change_logos(scope, {"logo": logo})
    return logo


def _stage(scope):
    return stage_upload(scope, io.BytesIO(b"text"), "plan.txt", owner=owner_of(scope.actor))


def _fault(now, version):
    return {
        "error": "RuntimeError: broken",
        "trace_id": "0123456789ab",
        "since": now.isoformat(),
        "until": now.isoformat(),
        "version": version,
    }


def _session_ids(scope, owner, agent):
    return {
        kind: str(list_sessions(scope, kind, person.id)[0].id)
        for kind, person in (("contact", owner), ("staff", agent))
    }


@pytest.fixture
def acme(build_world):
    return build_world("acme", spare=1)


@pytest.fixture
def globex(build_world):
    return build_world("globex")


@pytest.fixture
def registry(app):
    """The application's registry, with its routes and views."""
    return registry_of(app)


@pytest.fixture
def address_of(registry):
    """Return the path of a route's page in a world: ``address_of(acme, "portal.case")``.

    ``portal.case?tab`` is the same page, asked with that parameter.
    """
    mapper = registry.getUtility(IRoutesMapper)

    def address(world, route):
        name, _mark, parameter = route.partition("?")
        place = world.place(route)
        query = f"?{parameter}={place[parameter]}" if parameter else ""
        return mapper.get_route(name).generate(place) + query

    return address


@pytest.fixture
def browsers(app, platform):
    """Browsers that hold an anti-forgery token from the start."""
    return Browsers(app, platform)


@pytest.fixture
def rows(platform):
    """What the tenants' tables hold, to be compared before and after."""
    return TenantRows(platform)
