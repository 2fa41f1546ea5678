"""Something changes while messages are reprocessed; and two organisations' programs meet."""

import pytest

from core.cases.models import Case
from core.db.base import new_id
from core.fields.services.editing import add_field
from core.fields.services.publishing import publish_draft
from core.i18n import SHIPPED
from core.tenancy.services import save_settings, switch_plugin
from fields_config.definition import Access, FieldDefinition, Grant
from plugins.email_channel.models import Mailbox, ReceivedMail
from plugins.email_channel.services.mailboxes import remove_mailbox
from plugins.email_channel.services.receiving import receive
from plugins.email_channel.services.replaying import request_replay
from tests.support.mails import EVA, SUPPORT, write_mail

THEIRS = "ayuda@globex-mail.example"


class TestWhileReprocessing:
    @pytest.fixture
    def asked(self, deliver, tune, open_scope, add_mailbox):
        """Two messages wait, and reprocessing was asked for: nothing of it is done yet."""
        sales = "ventas@acme-mail.example"
        box = add_mailbox(sales, is_default=False, defaults={"priority": "high"})
        tune("email_channel", unknown_sender="quarantine")
        deliver(write_mail(EVA, "Uno", "1"), write_mail(EVA, "Dos", "2"), to=(sales,))
        tune("email_channel", unknown_sender="create_contact")
        with open_scope() as scope:
            request_replay(scope)
        return box

    def test_the_plugin_is_switched_off(self, asked, open_scope, jobs, cases):
        with open_scope() as scope:
            switch_plugin(scope, "email_channel", on=False)
        jobs.run()
        assert cases() == []

        with open_scope() as scope:
            switch_plugin(scope, "email_channel", on=True)
        with open_scope() as scope:
            request_replay(scope)
        jobs.run()

        assert [case.subject for case in cases()] == ["Uno", "Dos"]

    def test_the_sender_becomes_a_contact_and_is_hidden(
        self, asked, make_contact, jobs, cases, rows
    ):
        make_contact(email="eva@tercero.example", hidden=True)

        jobs.run()

        assert cases() == []
        assert {mail.outcome for mail in rows(ReceivedMail)} == {"hidden_contact"}

    def test_the_mailbox_is_removed(self, asked, open_scope, jobs, cases):
        with open_scope() as scope:
            remove_mailbox(scope, scope.session.get(Mailbox, (scope.tenant_id, asked.id)))

        jobs.run()

        assert [(case.subject, case.priority == "high") for case in cases()] == [
            ("Uno", False),
            ("Dos", False),
        ]

    def test_another_form_is_published(self, asked, open_scope, jobs, cases):
        contract = FieldDefinition(
            key="contract",
            type="text",
            labels=dict.fromkeys(SHIPPED, "Contract"),
            grants={("customer", "create"): Grant(Access.EDIT, required=True)},
        )
        with open_scope() as scope:
            draft = add_field(scope, "case", contract)
            version = publish_draft(scope, "case", revision=draft.revision)

        jobs.run()

        assert [(case.form_version, case.is_incomplete) for case in cases()] == [
            (version, True)
        ] * 2


@pytest.mark.parametrize("automatic", ["record", "case"])
def test_programs_of_two_organisations_come_to_an_end(
    add_mailbox, make_contact, open_scope, jobs, mailbox, rows, automatic
):
    add_mailbox()
    with open_scope("globex") as scope:
        box = Mailbox(tenant_id=scope.tenant_id, id=new_id(), is_default=True, defaults={})
        box.address = box.address_key = THEIRS
        scope.session.add(box)
    for slug in ("acme", "globex"):
        with open_scope(slug) as scope:
            wanted = {"automatic_mail": automatic, "unknown_sender": "create_contact"}
            save_settings(scope, "email_channel", wanted)
    houses = {SUPPORT: "acme", THEIRS: "globex"}
    # Somebody of theirs writes in the name of their mailbox, as people do.
    waiting = [(SUPPORT, write_mail(THEIRS, "Lamp", "It is dark."))]

    for _round in range(10):
        for address, raw in waiting:
            with open_scope(houses[address]) as scope:
                receive(scope, raw, came_by="delivery", envelope_to=[address])
        jobs.run()
        waiting = [
            (address, message.as_bytes()) for address in houses for message in mailbox.to(address)
        ]
        mailbox.clear()
        if not waiting:
            break

    assert waiting == []
    with open_scope("globex") as scope:
        assert scope.session.query(Case).count() <= 1
    assert len(rows(Case)) == 1
