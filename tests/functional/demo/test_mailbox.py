from dataclasses import replace

import pytest
from jinja2 import DictLoader

from core.app import create_app
from core.mail.services import Recipient, queue_mail
from core.templating import environment
from core.testing.jobs import run_until_idle

HOSTS = ["acme.localhost:6543", "globex.localhost:6543", "localhost:6543"]


@pytest.fixture
def platform(platform):
    """A demo."""
    platform.settings = replace(platform.settings, demo=True)
    return platform


@pytest.fixture
def mail(platform, monkeypatch):
    """A mail with a link and with things that don't belong into one, sent by the jobs."""
    source = """{% extends "core/mail/layout.jinja2" %}
{% block subject %}Hello {{ who }}{% endblock %}
{% block text %}Go to {{ url("/verify/abc") }} now{% endblock %}
{% block html %}<p>Dear {{ who }}</p><script>alert(1)</script><img src="//x.example/y.png">
<a href="{{ url("/verify/abc") }}">Go</a>{% endblock %}"""
    loader = environment("core", "core").loader
    trial = DictLoader({"core/mail/mailbox_trial.jinja2": source})
    monkeypatch.setattr(loader, "loaders", [*loader.loaders, trial])
    with platform.scope("acme") as scope:
        mail = queue_mail(
            scope,
            "mailbox_trial",
            to=[Recipient("ana@demo.example", "Ana", "en")],
            data={"who": "<b>Ana</b>"},
            secrets=("who",),
        )
    run_until_idle(platform)
    return mail


class TestShowMailbox:
    @pytest.mark.parametrize("host", HOSTS)
    def test_every_host_shows_the_mails(self, visitor, mail, host):
        page = visitor(host=host).get("/demo/mailbox")

        assert "ana@demo.example" in page.text
        page.click("Hello ", index=0).mustcontain("Dear")

    def test_an_empty_one_says_so(self, visitor, app):
        visitor().get("/demo/mailbox", headers={"Accept-Language": "en"}).mustcontain("No mail")

    def test_there_is_none_outside_a_demo(self, platform):
        from webtest import TestApp as Client  # noqa: PLC0415  # pytest would take it for a test

        platform.settings = replace(platform.settings, demo=False)
        client = Client(create_app(platform=platform), {"HTTP_HOST": HOSTS[0]})

        client.get("/demo/mailbox", status=404)


class TestShowMail:
    def test_links_can_be_followed_in_both_parts(self, visitor, mail):
        page = visitor().get(f"/demo/mailbox/{mail.id}")

        assert page.text.count('href="http://acme.localhost:6543/verify/abc"') == 2

    def test_nothing_in_a_mail_runs_or_is_fetched(self, visitor, mail):
        page = visitor().get(f"/demo/mailbox/{mail.id}")

        assert "alert(1)" not in page.text
        assert "x.example" not in page.text
        assert "<b>Ana</b>" not in page.text
        assert "style=" not in page.text
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("host", HOSTS)
    @pytest.mark.parametrize("mail_id", ["nonsense", "0192f0c1-0000-7000-8000-000000000000"])
    def test_an_unknown_mail_is_not_found(self, visitor, app, host, mail_id):
        visitor(host=host).get(f"/demo/mailbox/{mail_id}", status=404)
