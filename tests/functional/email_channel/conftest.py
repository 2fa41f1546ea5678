"""Mail to write, and what becomes of it."""

import pytest
from sqlalchemy import select

from core.cases.models import Case, CaseNote
from core.cases.services import close_case, get_case_by_id
from core.db.base import new_id
from core.identity.addresses import fold_address
from core.mail.models import MailMessage
from core.tenancy.services import save_settings
from plugins.email_channel import tasks
from plugins.email_channel.models import Mailbox, ReceivedMail
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.receiving import receive
from tests.support.mails import SUPPORT


@pytest.fixture
def add_mailbox(open_scope):
    """Give the tenant a mailbox."""

    def add(address=SUPPORT, **values):
        with open_scope() as scope:
            values = {"is_default": True, "defaults": {}, **values}
            box = Mailbox(
                tenant_id=scope.tenant_id,
                id=new_id(),
                address=address,
                address_key=fold_address(address),
                **values,
            )
            scope.session.add(box)
            scope.session.flush()
            return box

    return add


@pytest.fixture
def mailbox_row(add_mailbox):
    return add_mailbox()


@pytest.fixture(autouse=True)
def checks(monkeypatch):
    """What is known of senders, to be changed; nobody asks the domain name system."""
    known = [Authentication()]
    monkeypatch.setattr(tasks, "authenticate", lambda _raw, **_known: known[0])
    return known


@pytest.fixture
def deliver(open_scope, jobs, mailbox_row):
    """Let messages come in, do all the work that follows, and return the last one's row."""

    def deliver(*raws, came_by="delivery", to=(SUPPORT,)):
        for raw in raws:
            with open_scope() as scope:
                received = receive(scope, raw, came_by=came_by, envelope_to=to)
            jobs.run()
        with open_scope() as scope:
            mail = scope.session.get(ReceivedMail, (scope.tenant_id, received.id))
            scope.session.expunge(mail)
            return mail

    return deliver


@pytest.fixture
def tune(open_scope):
    """Set parameters of the tenant: ``tune("email_channel", third_party="quarantine")``."""

    def tune(section, **values):
        with open_scope() as scope:
            save_settings(scope, section, values)

    return tune


@pytest.fixture
def rows(open_scope):
    """Return all rows of a table, the oldest first."""

    def rows(model, *conditions):
        with open_scope() as scope:
            found = scope.session.scalars(select(model).where(*conditions).order_by(model.id)).all()
            scope.session.expunge_all()
            return list(found)

    return rows


@pytest.fixture
def cases(rows):
    return lambda: rows(Case)


@pytest.fixture
def notes(rows):
    return lambda case_id: rows(CaseNote, CaseNote.case_id == case_id)


@pytest.fixture
def sent(rows):
    """Return what was mailed: all, or of one kind."""

    def sent(kind=None):
        return [one for one in rows(MailMessage) if kind in (None, one.kind)]

    return sent


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email="ana@cliente.example")


@pytest.fixture
def close(open_scope):
    """Close a case."""

    def close(case):
        with open_scope() as scope:
            close_case(scope, get_case_by_id(scope, case.id))

    return close
