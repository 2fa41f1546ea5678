"""What plugins are told of what happened: by whom, when, and because of what."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from core.activity.models import Activity
from core.activity.services import record_activity
from core.cases.models import CaseNote
from core.cases.services import add_note, close_case, get_case_by_id
from core.db.outbox import OutboxMessage
from core.fields.services.publishing import install_form
from core.identity.credentials.one_time import issue_link_token
from core.identity.services.accounts import change_account, create_account, get_account
from core.identity.services.address_changes import undo_address
from core.identity.services.bounces import record_bounce
from core.identity.services.contacts import change_contact, get_contact
from core.identity.services.locks import lock_person
from core.identity.services.profile import confirm_address
from core.identity.services.sign_in import Browser, sign_in
from core.identity.services.staff import change_staff, create_staff, get_staff
from core.jobs import actor as job
from core.mail.finding import find_sent_mails
from core.plugin import hookspecs
from core.plugin.events import Event, EventActor
from core.scope import ANONYMOUS, DELIVER_EVENT, SYSTEM
from core.tenancy.services import switch_plugin
from core.testing.cases import actor_of
from core.testing.people import PASSWORD
from tests.functional.hooks import listener

OLD = {"email": "old@acme.example"}


@job(name="listener.write_later")
def write_later(scope, case_id):
    add_note(scope, get_case_by_id(scope, UUID(case_id)), "<p>Later</p>")


class TestWhoAndWhen:
    def test_an_event_names_the_person_and_the_moment(self, open_scope, case, ana, clock, heard):
        with open_scope(actor=actor_of(ana)) as scope:
            note = add_note(scope, get_case_by_id(scope, case.id), "<p>More</p>")
        clock.advance(hours=2)

        (event,) = heard("note_added")

        assert event["event"].actor == EventActor("contact", ana.id, "Ana García")
        assert event["event"].at == note.created_at
        assert event["event"].at.tzinfo is not None
        assert event["event"].causes == ()

    def test_a_case_and_its_first_note_came_at_the_same_moment(self, make_case, ana, jobs):
        case = make_case(ana)
        jobs.run()

        moments = [given["event"].at for _hook, given in listener.HEARD if "event" in given]
        assert moments == [case.created_at] * 2

    def test_a_change_says_who_made_it(self, open_scope, case, make_staff, heard):
        agent = make_staff(name="Eva")
        with open_scope(actor=actor_of(agent, "cases:read", "cases:answer")) as scope:
            close_case(scope, get_case_by_id(scope, case.id))

        (event,) = heard("case_changed")

        assert event["event"].actor == EventActor("staff", agent.id, "Eva")
        assert event["changes"]["status"][0] == case.status


class TestCauses:
    def test_what_a_plugin_does_about_an_event_names_it(self, open_scope, case, react, heard):
        def close(scope, case_id, event, **_given):
            if "listener" not in event.causes:
                close_case(scope, get_case_by_id(scope, case_id))

        react["note_added"] = close
        with open_scope() as scope:
            add_note(scope, get_case_by_id(scope, case.id), "<p>More</p>")

        (event,) = heard("case_changed")

        assert event["event"].causes == ("listener",)
        assert event["event"].actor.kind == "system"

    def test_they_go_on_through_jobs_so_that_a_rule_stops_at_itself(
        self, open_scope, case, react, heard
    ):
        def write_unless_it_was_me(scope, case_id, event, **_given):
            if "listener" not in event.causes:
                scope.enqueue("listener.write_later", case_id)

        react["note_added"] = write_unless_it_was_me
        with open_scope() as scope:
            add_note(scope, get_case_by_id(scope, case.id), "<p>More</p>")

        assert [event["event"].causes for event in heard("note_added")] == [(), ("listener",)]

    def test_each_is_named_once_in_the_order_of_their_doing(self, open_scope, case, platform):
        with platform.scope("acme", causes=("board", "listener")) as scope:
            scope.enqueue("listener.write_later", case.id)
        with platform.scope("acme") as scope:
            found = scope.session.scalars(
                select(OutboxMessage.causes).where(OutboxMessage.actor == "listener.write_later")
            ).all()

        assert found == [["board", "listener"]]

    def test_a_job_of_the_core_is_one_too(self, open_scope, make_staff, case, ana, heard):
        gone = make_staff()
        with open_scope() as scope:
            get_case_by_id(scope, case.id).assignee_id = gone.id
            scope.enqueue("cases.hand_over", gone.id, None)

        (event,) = heard("case_changed")

        assert event["event"].causes == ("cases.hand_over",)


class TestAnotherRelease:
    """Code and outbox may be one release apart."""

    def test_an_event_that_older_code_stored_is_heard(self, open_scope, case, heard, clock):
        with open_scope() as scope:
            note_id = scope.session.scalar(select(CaseNote.id))
            old = {"case_id": str(case.id), "note_id": str(note_id)}
            args = ["listener", "note_added", old]
            row = scope.enqueue(DELIVER_EVENT, *args, plugin="listener")
            scope.session.flush()
            scope.session.execute(
                update(OutboxMessage).where(OutboxMessage.id == row.id).values(causes=None)
            )

        (event,) = heard("note_added")

        assert event == {
            "case_id": case.id,
            "note_id": note_id,
            "event": Event(actor=EventActor("system"), at=clock()),
        }

    def test_what_newer_code_stored_too_is_left_out(self, open_scope, case, heard):
        with open_scope() as scope:
            scope.announce(hookspecs.case_created, case_id=case.id, mood="new")

        (event,) = heard("case_created")

        assert event["case_id"] == case.id
        assert event["event"].actor.name == SYSTEM.name


class TestPeople:
    def test_a_changed_contact(self, open_scope, ana, heard):
        with open_scope() as scope:
            contact = get_contact(scope, ana.id)
            change_contact(scope, contact, {"phone": "+34600111222", "first_name": "Anna"})

        (event,) = heard("contact_changed")

        assert event["contact_id"] == ana.id
        assert event["changes"] == {
            "first_name": ["Ana", "Anna"],
            "phone": ["", "+34 600 11 12 22"],
        }

    def test_a_contact_that_is_saved_as_it_was_is_no_event(self, open_scope, ana, heard):
        with open_scope() as scope:
            change_contact(scope, get_contact(scope, ana.id), {"first_name": "Ana"})

        assert heard("contact_changed") == []

    def test_an_address_that_was_confirmed_and_one_that_was_taken_back(
        self, open_scope, ana, heard
    ):
        with open_scope() as scope:
            contact = get_contact(scope, ana.id)
            token = issue_link_token(scope, contact, "address", data={"email": "new@acme.example"})
            assert confirm_address(scope, token)
        with open_scope() as scope:
            contact = get_contact(scope, ana.id)
            assert undo_address(scope, issue_link_token(scope, contact, "undo", data=OLD))

        moves = [event["changes"] for event in heard("contact_changed")]

        assert moves == [
            {"email": [ana.email, "new@acme.example"]},
            {"email": ["new@acme.example", "old@acme.example"]},
        ]

    def test_a_new_account_and_a_changed_one(self, open_scope, heard):
        with open_scope() as scope:
            account = create_account(scope, {"name": "Acme", "number": "7"})
        with open_scope() as scope:
            change_account(scope, get_account(scope, account.id), {"name": "Acme Ltd"})

        new, changed = heard("account_changed")

        assert new["account_id"] == account.id
        assert new["changes"]["name"] == [None, "Acme"]
        assert changed["changes"] == {"name": ["Acme", "Acme Ltd"]}

    def test_a_new_member_of_staff_and_one_who_leaves(self, open_scope, heard):
        with open_scope() as scope:
            staff = create_staff(scope, "Eva", "eva@acme.example", None, ["agent"])
        with open_scope() as scope:
            change_staff(scope, get_staff(scope, staff.id), active=False)

        new, gone = heard("staff_changed")

        assert new["staff_id"] == staff.id
        assert new["changes"] == {
            "name": [None, "Eva"],
            "roles": [None, ["agent"]],
            "active": [None, True],
        }
        assert gone["changes"] == {"active": [True, False]}

    def test_a_lock(self, open_scope, ana, heard):
        with open_scope() as scope:
            lock_person(scope, get_contact(scope, ana.id), "permanent", "misuse")

        (event,) = heard("person_locked")

        told = [event[name] for name in ("kind", "person_id", "lock", "reason")]
        assert told == ["contact", ana.id, "permanent", "misuse"]


class TestSigningIn:
    def test_who_comes_in_is_the_one_who_did_it(self, open_scope, ana, heard):
        with open_scope(actor=ANONYMOUS) as scope:
            assert sign_in(scope, "contact", ana.email, PASSWORD, Browser()).outcome == "in"

        (event,) = heard("signed_in")

        assert (event["kind"], event["person_id"]) == ("contact", ana.id)
        assert event["event"].actor == EventActor("contact", ana.id, "Ana García")

    def test_a_wrong_password_and_an_unknown_name(self, open_scope, ana, heard):
        browser = Browser(source="192.0.2.7")
        with open_scope(actor=ANONYMOUS) as scope:
            sign_in(scope, "contact", ana.email, "wrong", browser)
            sign_in(scope, "contact", "my secret by mistake", "wrong", browser)

        events = heard("sign_in_failed")

        assert [event["person_id"] for event in events] == [ana.id, None]
        assert {event["source"] for event in events} == {"192.0.2.7"}
        assert "my secret" not in repr(events)

    def test_the_tenth_wrong_password_locks(self, open_scope, ana, heard):
        with open_scope(actor=ANONYMOUS) as scope:
            for _ in range(10):
                sign_in(scope, "contact", ana.email, "wrong", Browser())

        (event,) = heard("person_locked")

        assert event["reason"] == "failed_sign_ins"


class TestFormPublished:
    def test_it_names_the_form_and_the_version_in_force(self, open_scope, react, heard):
        found = []
        react["form_published"] = lambda scope, form, **_given: found.append(
            scope.tenant.forms[form].version
        )
        with open_scope() as scope:
            version = install_form(scope, "contact", scope.tenant.form("contact"))

        (event,) = heard("form_published")

        assert (event["form"], event["version"]) == ("contact", version)
        assert found == [version]


class TestMailSent:
    def test_it_comes_when_a_server_has_taken_the_mail(self, make_case, ana, mailbox, heard):
        make_case(ana)

        (event,) = heard("mail_sent")

        assert len(mailbox.to(ana.email)) == 1
        assert event["event"].causes == ("cases.notify_created", "mail.send_mail")
        assert isinstance(event["mail_id"], UUID)

    def test_it_does_not_where_there_is_no_server(self, make_case, ana, heard):
        make_case(ana)

        assert heard("mail_sent") == []


class TestMailBounced:
    def test_it_names_the_address_and_what_the_server_said(
        self, make_case, ana, mailbox, jobs, open_scope, heard
    ):
        make_case(ana)
        jobs.run()
        message_id = mailbox.to(ana.email)[0]["Message-ID"]
        with open_scope() as scope:
            (mail,) = find_sent_mails(scope, [message_id]).values()
            record_bounce(scope, mail.id, ana.email, "550 5.1.1 no such user", is_permanent=True)

        (event,) = heard("mail_bounced")

        assert (event["mail_id"], event["address"]) == (mail.id, ana.email)
        assert (event["reason"], event["is_permanent"]) == ("550 5.1.1 no such user", True)


class TestPluginSwitched:
    @pytest.fixture
    def switch(self, open_scope):
        def switch(on, name="listener"):
            with open_scope() as scope:
                switch_plugin(scope, name, on=on)

        return switch

    def test_the_plugin_hears_it_also_that_it_is_off(self, switch, heard):
        switch(on=False)
        assert [event["on"] for event in heard("plugin_switched")] == [False]

        switch(on=True)
        assert [event["on"] for event in heard("plugin_switched")] == [True]

    def test_it_hears_nothing_of_other_plugins_and_tenants(self, switch, open_scope, heard):
        switch(on=False, name="portal")
        with open_scope("globex") as scope:
            switch_plugin(scope, "agent_desk", on=False)

        assert heard("plugin_switched") == []

    def test_switching_twice_before_anybody_hears_is_nothing(self, switch, heard):
        switch(on=False)
        switch(on=True)

        assert {event["on"] for event in heard("plugin_switched")} <= {True}

    def test_what_it_writes_stays_and_what_fails_is_tried_again(
        self, switch, react, jobs, open_scope, clock
    ):
        failures = [RuntimeError("not yet")]

        def clean_up(scope, **_given):
            if failures:
                raise failures.pop()
            record_activity(scope, "cleaned_up")

        react["plugin_switched"] = clean_up
        switch(on=False)
        jobs.run(raising=False)
        clock.advance(minutes=1)
        jobs.run()

        with open_scope() as scope:
            query = select(func.count()).select_from(Activity).where(Activity.kind == "cleaned_up")
            assert scope.session.scalar(query) == 1

    def test_who_needs_it_goes_with_it(self, switch, heard, platform, monkeypatch):
        plugins = platform.plugins.plugins
        needy = replace(plugins["listener"].manifest, requires=("portal",))
        monkeypatch.setitem(plugins, "listener", replace(plugins["listener"], manifest=needy))
        switch(on=False, name="portal")

        assert [event["on"] for event in heard("plugin_switched")] == [False]
