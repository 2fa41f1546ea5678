"""While the plugin is off, mail is held; when it is on again, it goes in."""

from core.tenancy.services import switch_plugin
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.receiving import receive
from tests.support.mails import ANA, SUPPORT, write_mail


def test_it_goes_in_when_the_plugin_is_on_again(open_scope, jobs, mailbox_row, ana, cases, rows):
    with open_scope() as scope:
        switch_plugin(scope, "email_channel", on=False)
    with open_scope() as scope:
        raw = write_mail(ANA, "Sin luz", "Desde el lunes.")
        receive(scope, raw, came_by="delivery", envelope_to=[SUPPORT])
    jobs.run()
    assert [mail.state for mail in rows(ReceivedMail)] == ["waiting"]

    with open_scope() as scope:
        switch_plugin(scope, "email_channel", on=True)
    jobs.run()

    assert [mail.state for mail in rows(ReceivedMail)] == ["filed"]
    assert [case.subject for case in cases()] == ["Sin luz"]
