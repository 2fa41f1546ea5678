import dataclasses

import pytest

from core.errors import NotFoundError, Refused
from core.mail.models import MailMessage
from core.mail.resending import find_mails, resend_mail, tenant_of


@pytest.fixture
def with_server(platform):
    platform.settings = dataclasses.replace(platform.settings, smtp_url="smtp://127.0.0.1:9")


class TestFindMails:
    def test_it_finds_by_tenant_state_and_address(self, platform, make_mail):
        failed = make_mail()
        make_mail(state="sent")
        theirs = make_mail("globex", to=[["", "c_d@globex.example"]])

        def ids(**wanted):
            chosen = {"tenant_id": None, "state": "", "to": "", "limit": 10} | wanted
            return [line.id for line in find_mails(platform, **chosen)[1]]

        assert ids(state="failed", tenant_id=tenant_of(platform, failed)) == [failed]
        assert ids(to="c_d@") == [theirs]
        assert ids(to="%") == []
        assert find_mails(platform, tenant_id=None, state="", to="", limit=1)[0] == 3


class TestResendMail:
    def test_it_goes_to_everybody_under_the_id_that_it_has(
        self, platform, make_mail, with_server, jobs
    ):
        mail_id = make_mail(message_id="<0-acme@acme.example>")

        with platform.scope("acme") as scope:
            assert resend_mail(scope, mail_id) == ["ana@acme.example", "bea@acme.example"]

        with platform.scope("acme") as scope:
            mail = scope.session.get_one(MailMessage, (scope.tenant_id, mail_id))
            assert (mail.state, mail.error, mail.message_id) == (
                "queued",
                "",
                "<0-acme@acme.example>",
            )
        assert [job.args for job in jobs.waiting("mail.send_mail")] == [[str(mail_id)]]

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"state": "queued"}, "still to be sent"),
            ({"text": "", "html": "", "is_secret": True}, "carried a secret"),
            ({"to": [], "cc": []}, "for nobody"),
        ],
    )
    def test_what_can_not_be_is_refused(self, platform, make_mail, with_server, values, says):
        mail_id = make_mail(**values)

        with platform.scope("acme") as scope, pytest.raises(Refused, match=says):
            resend_mail(scope, mail_id)

    def test_without_a_server_nothing_is_asked_for(self, platform, make_mail):
        mail_id = make_mail()

        with platform.scope("acme") as scope, pytest.raises(Refused, match="VENTANILLA_SMTP_URL"):
            resend_mail(scope, mail_id)

    def test_another_tenants_is_not_found(self, platform, make_mail, with_server):
        mail_id = make_mail("globex")

        with platform.scope("acme") as scope, pytest.raises(NotFoundError):
            resend_mail(scope, mail_id)
