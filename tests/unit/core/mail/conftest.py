"""A mail server to talk to, and a mail to send."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from jinja2 import DictLoader

from core.db.base import new_id
from core.mail import tasks
from core.mail.models import MailMessage
from core.mail.services import Recipient, queue_mail
from core.platform import Platform
from core.templating import environment
from core.testing.jobs import run_until_idle

ANA = Recipient("ana@demo.example", "Ana Pérez", "en")


class Inbox:
    """Takes mail, and answers what ``answers`` says for an address or for the whole mail."""

    def __init__(self):
        self.received = []
        self.answers = {}
        self.ending = None

    async def handle_RCPT(self, server, session, envelope, address, _options):  # noqa: N802  # aiosmtpd's
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's
        if self.ending is not None:
            return self.ending
        self.received.append(envelope)
        return "250 OK"

    @property
    def messages(self):
        return [message_from_bytes(one.content, policy=policy.default) for one in self.received]


@pytest.fixture
def inbox():
    return Inbox()


class Server(Controller):
    """Listens at a free port, and knows which."""

    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True, hostname="inbox.example")

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def smtp_url(inbox):
    """The address of a server of this test's own."""
    server = Server(inbox, hostname="127.0.0.1", port=0)
    server.start()
    tasks.mail_server.cache_clear()
    yield f"smtp://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def with_smtp(platform, smtp_url):
    """The installation, with a mail server."""
    settings = replace(platform.settings, smtp_url=smtp_url)
    return Platform(settings, platform.engine, platform.plugins, platform.configs, platform.clock)


@pytest.fixture(autouse=True)
def trial_template(monkeypatch):
    """A mail that belongs to no feature."""
    source = """{% extends "core/mail/layout.jinja2" %}
{% block subject %}{{ what }}{% endblock %}
{% block text %}{{ _("Cancel") }}: {{ what }}{% endblock %}
{% block html %}<p>{{ what }}</p><a href="{{ url("/cases/1") }}">x</a>{% endblock %}"""
    loader = environment("core", "core").loader
    trial = DictLoader({"core/mail/trial.jinja2": source})
    monkeypatch.setattr(loader, "loaders", [*loader.loaders, trial])


@pytest.fixture
def post(open_scope, database):
    """Ask for a mail; returns the row."""

    def post(what="Your case #12", to=(ANA,), **how):
        with open_scope() as scope:
            return queue_mail(scope, "trial", to=to, data={"what": what}, **how)

    return post


@pytest.fixture
def send(with_smtp):
    """Ask for a mail and let the jobs run; returns the row as it is then."""

    def send(what="Your case #12", to=(ANA,), **how):
        with with_smtp.scope("acme") as scope:
            mail = queue_mail(scope, "trial", to=to, data={"what": what}, **how)
        run_until_idle(with_smtp, raising=False)
        with with_smtp.scope("acme", reading=True) as scope:
            return scope.session.get(type(mail), (mail.tenant_id, mail.id))

    return send


@pytest.fixture
def make_mail(any_scope):
    """Store a mail that was not delivered; returns its id."""

    def make(slug="acme", **values):
        given = {
            "kind": "case_created",
            "locale": "en",
            "sender_name": "Acme",
            "sender": "no-reply@acme.example",
            "to": [["Ana", "ana@acme.example"]],
            "cc": [["", "bea@acme.example"]],
            "pending": [],
            "subject": "Hello",
            "text": "Hello",
            "html": "<p>Hello</p>",
            "references": [],
            "state": "failed",
            "error": "ana@acme.example: 550 no",
            "message_id": f"<{new_id().hex}@{slug}.example>",
        }
        with any_scope(slug) as scope:
            mail = MailMessage(
                tenant_id=scope.tenant_id,
                created_at=scope.now(),
                **given | values,
            )
            scope.session.add(mail)
            scope.session.flush()
            return mail.id

    return make
