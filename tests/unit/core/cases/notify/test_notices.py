"""Mails about cases, from the service to the mail that is queued for sending."""

import pytest
from sqlalchemy import select

from core.cases.notify.recipients import AUTOMATIC_AN_HOUR
from core.cases.services import (
    add_note,
    as_third_party,
    close_case,
    get_case,
    get_case_by_id,
    reopen_case,
)
from core.db.base import new_id
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.mail.models import MailMessage
from core.tenancy.services import save_document, switch_plugin
from core.testing.cases import actor_of, edit_case, file_case
from tests.unit.core.cases.conftest import CASES, VALUES


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", email="ana@acme.example")


@pytest.fixture
def carla(make_staff):
    return make_staff(name="Carla", email="carla@acme.example")


@pytest.fixture
def mails(platform, open_scope, jobs):
    """Do the jobs, and return what was newly composed as (kind, to, cc, mail)."""
    seen = set()

    def run():
        jobs.run()
        with open_scope() as scope:
            found = scope.session.scalars(select(MailMessage).order_by(MailMessage.id)).all()
            new = [mail for mail in found if mail.id not in seen and mail.case_id]
            seen.update(mail.id for mail in found)
        return [
            (mail.kind, [address for _, address in mail.to], [a for _, a in mail.cc], mail)
            for mail in new
        ]

    return run


@pytest.fixture
def do(open_scope, ana, carla):
    """Call a service as Ana or as Carla, in a transaction of its own, on the one case."""

    def call(who, service, *args, **options):
        person = {"ana": ana, "carla": carla}[who]
        with open_scope(actor=actor_of(person, *(CASES if who == "carla" else ()))) as scope:
            now = [get_case(scope, a.number) if hasattr(a, "number") else a for a in args]
            return service(scope, *now, **options)

    return call


@pytest.fixture
def case(do, open_scope, carla):
    case = do("ana", file_case, {**VALUES, "cc": ["eva@example.org", "ANA@acme.example"]})
    do("carla", edit_case, case, {"status": "in_progress"})
    with open_scope() as scope:
        get_case(scope, case.number).assignee_id = carla.id
    return case


class TestNotices:
    def test_a_new_case_is_confirmed_to_the_contact(self, case, mails):
        (kind, to, cc, mail), to_assignee = mails()

        assert (kind, to, cc) == ("case_created", ["ana@acme.example"], [])
        assert to_assignee[:2] == ("agent_note", ["carla@acme.example"])
        assert mail.subject == "[#1] We have your case: No light"
        assert "Since yesterday." in mail.text
        assert "/cases/1" in mail.text
        assert mail.is_automatic

    def test_a_new_case_costs_little_to_tell(self, case, mails, queries):
        queries.clear()
        mails()

        (asked,) = {one for one in queries.statements if "FROM case_file" in one}
        assert "case_file.case_id = " in asked  # the index of files leads with it
        assert not [one for one in queries.statements if "mail_message.case_id = " in one]

    @pytest.mark.req("BA-P-37")
    def test_an_answer_goes_to_the_contact_and_a_reply_to_the_assignee(self, do, case, mails):
        mails()
        do("carla", add_note, case, "<p>Is it <b>dark</b> &amp; cold?</p>")
        do("ana", add_note, case, "<p>Yes</p>")

        (answer, copy, reply) = mails()

        assert answer[:3] == copy[:3] == ("case_note", ["ana@acme.example"], ["eva@example.org"])
        assert "Is it dark & cold?" in answer[3].text
        assert "<b>dark</b>" in answer[3].html
        assert not answer[3].is_automatic
        assert reply[:3] == ("agent_note", ["carla@acme.example"], [])
        assert "/desk/cases/1" in reply[3].text
        assert answer[3].references[0] == reply[3].references[0]

    def test_what_a_third_party_adds_is_told_to_staff_alone(self, open_scope, case, mails):
        mails()
        with open_scope() as scope:
            found = get_case(scope, case.number)
            add_note(as_third_party(scope, found), found, "<p>I saw it too</p>")

        ((kind, to, _cc, mail),) = mails()

        assert (kind, to) == ("agent_note", ["carla@acme.example"])
        assert "I saw it too" in mail.text

    def test_an_internal_note_leaves_for_nobody(self, do, case, mails):
        mails()
        do("carla", add_note, case, "<p>Secret</p>", is_internal=True)

        assert mails() == []

    def test_closing_and_reopening_are_told_to_the_other_side(self, do, case, mails):
        mails()
        do("carla", close_case, case)
        assert [mail[:2] for mail in mails()] == [("case_closed", ["ana@acme.example"])]

        do("ana", reopen_case, case, "<p>Dark again</p>")
        ((kind, to, _cc, mail),) = mails()
        assert (kind, to) == ("agent_note", ["carla@acme.example"])
        assert "Dark again" in mail.text

        do("carla", edit_case, case, {"status": "closed"})
        do("carla", reopen_case, case)
        assert [mail[0] for mail in mails()] == ["case_reopened"]

    def test_closing_with_an_answer_is_one_mail(self, do, case, mails):
        mails()
        do("carla", add_note, case, "<p>Done</p>", status="closed")

        for kind, _to, _cc, mail in mails():
            assert kind == "case_note"
            assert "The case is now closed." in mail.text

    def test_closing_with_an_internal_note_is_told_without_the_note(self, do, case, mails):
        mails()
        do("carla", add_note, case, "<p>Secret</p>", is_internal=True, status="closed")

        ((kind, to, _cc, mail),) = mails()
        assert (kind, to) == ("case_closed", ["ana@acme.example"])
        assert "Secret" not in mail.text

    def test_nothing_goes_to_an_address_that_is_not_verified(self, open_scope, make_contact, mails):
        stranger = make_contact(verified_at=None)
        with open_scope() as scope:
            file_case(scope, VALUES, contact_id=stranger.id)

        assert mails() == []


class TestCopies:
    """Whom only the customer has named gets nothing of what the customer wrote."""

    def test_nothing_that_a_customer_does_mails_them(self, do, case, mails):
        do("ana", add_note, case, "<p>WIN A PRIZE</p>")
        do("ana", edit_case, case, {"cc": ["eva@example.org", "uma@example.org"]})

        assert [mail[2] for mail in mails()] == [[], [], []]

    def test_staff_who_close_or_reopen_do_not_confirm_them(self, do, case, mails):
        do("carla", close_case, case)
        mails()
        do("carla", reopen_case, case)

        assert [mail[2] for mail in mails()] == [[]]

    def test_an_answer_confirms_those_that_are_there(self, do, case, mails):
        do("carla", add_note, case, "<p>Is it dark?</p>")
        assert mails()[-1][2] == ["eva@example.org"]
        do("ana", edit_case, case, {"cc": ["eva@example.org", "uma@example.org"]})
        do("carla", close_case, case)

        assert {tuple(mail[2]) for mail in mails()} == {("eva@example.org",)}

    def test_an_internal_note_confirms_nobody(self, do, case, mails):
        do("carla", add_note, case, "<p>Hm</p>", is_internal=True)
        mails()
        do("carla", close_case, case)

        assert [mail[2] for mail in mails()] == [[]]

    def test_those_whom_staff_name_get_everything(self, do, ana, mails):
        values = {**VALUES, "cc": ["eva@example.org"]}
        case = do("carla", file_case, values, contact_id=ana.id)
        (created, _copy) = mails()
        do("carla", edit_case, case, {"cc": ["eva@example.org", "uma@example.org"]})
        do("carla", close_case, case)

        (closed, _copy) = mails()
        assert created[2] == ["eva@example.org"]
        assert closed[2] == ["eva@example.org", "uma@example.org"]

    def test_a_case_that_goes_on_knows_them(self, do, case, mails, open_scope, platform):
        do("carla", add_note, case, "<p>Done</p>", status="closed")
        with open_scope() as scope:
            save_document(scope, "settings", {"cases": {"reply_to_closed": "new_case"}})
        note = do("ana", add_note, case, "<p>Again</p>")
        mails()

        with open_scope() as scope:
            assert get_case_by_id(scope, note.case_id).confirmed_cc == case.cc


class TestCopiesAndPages:
    """Whoever can't open the page of the case is told to answer instead."""

    @pytest.fixture
    def answer(self, do, case, mails):
        """Let staff answer; return the mail to the contact, and what goes to the copies."""

        def act():
            mails()
            do("carla", add_note, case, "<p>Is it dark?</p>")
            return mails()

        return act

    def test_each_gets_one_mail_and_sees_who_else_does(self, answer):
        (_, _, _, to_contact), (_, _, _, to_copies) = answer()

        assert to_contact.to == to_copies.to
        assert to_contact.cc == to_copies.cc
        assert to_contact.named == ["eva@example.org"]
        assert to_copies.named == ["ana@acme.example"]

    def test_only_who_can_open_it_is_led_to_the_page(self, answer):
        (_, _, _, to_contact), (_, _, _, to_copies) = answer()

        assert "/cases/1" in to_contact.text
        assert "/cases/1" in to_contact.html
        assert "/cases/1" not in to_copies.text + to_copies.html

    def test_who_can_not_is_told_where_to_write(self, answer, open_scope, platform):
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": "help@acme.example"})

        (_, _, _, to_contact), (_, _, _, to_copies) = answer()

        assert "write to" not in to_contact.text
        assert "write to help@acme.example and give the number 1" in to_copies.text

    def test_a_contact_without_access_and_the_copies_get_the_same(
        self, answer, ana, open_scope, platform
    ):
        with open_scope() as scope:
            scope.session.get_one(Contact, (scope.tenant_id, ana.id)).portal_access = False

        ((_, to, cc, mail),) = answer()

        assert (to, cc, mail.named) == (["ana@acme.example"], ["eva@example.org"], [])

    def test_a_mail_continues_what_its_reader_has_had(self, answer, do, case, mails):
        (_, _, _, to_contact), (_, _, _, to_copies) = answer()
        do("carla", add_note, case, "<p>And now?</p>")

        (_, _, _, contact_again), (_, _, _, copies_again) = mails()

        assert contact_again.in_reply_to == to_contact.message_id
        assert copies_again.in_reply_to == to_copies.message_id


class TestFloods:
    def test_automatic_mails_to_one_address_come_to_an_end(self, do, carla, ana, mails):
        for _ in range(AUTOMATIC_AN_HOUR + 2):
            do("carla", file_case, VALUES, contact_id=ana.id)

        states = [mail[3].error for mail in mails() if mail[0] == "case_created"]

        assert states == [""] * AUTOMATIC_AN_HOUR + ["too many automatic mails to this address"] * 2

    def test_what_a_person_writes_is_sent_all_the_same(self, do, carla, ana, mails):
        for _ in range(AUTOMATIC_AN_HOUR + 1):
            case = do("carla", file_case, VALUES, contact_id=ana.id)
        mails()
        do("carla", add_note, case, "<p>Is it dark?</p>")

        ((kind, _to, _cc, mail),) = mails()
        assert (kind, mail.error) == ("case_note", "")

    def test_staff_who_reopen_do_not_send_what_a_customer_wrote_last(self, do, case, mails):
        do("carla", add_note, case, "<p>Done</p>", status="closed")
        do("ana", add_note, case, "<p>WIN A PRIZE</p>")
        do("carla", close_case, case)
        mails()
        do("carla", reopen_case, case)

        assert not [mail for mail in mails() if "PRIZE" in mail[3].text]


class TestWhoIsTold:
    @pytest.fixture
    def everything(self, do, case, mails):
        """Let staff do all that is told to customers."""

        def act():
            do("carla", add_note, case, "<p>Answer</p>")
            do("carla", close_case, case)
            do("carla", reopen_case, case)
            return [mail for mail in mails() if mail[0] != "agent_note"]

        return act

    def test_the_twin_that_gets_mails(self, everything, mails):
        kinds = [mail[0] for mail in everything() if mail[3].contact_id]

        # Closing was undone before it was told.
        assert kinds == ["case_created", "case_note", "case_reopened"]

    @pytest.mark.parametrize("change", [{"hidden": True}, {"verified_at": None}, {"email": None}])
    def test_a_contact_who_may_not_be_mailed_gets_nothing_nor_do_copies(
        self, do, case, ana, open_scope, mails, change
    ):
        do("carla", add_note, case, "<p>Answer</p>")
        do("carla", close_case, case)
        with open_scope() as scope:
            contact = scope.session.get_one(Contact, (scope.tenant_id, ana.id))
            for name, value in change.items():
                setattr(contact, name, value)

        assert [mail[0] for mail in mails()] == ["agent_note"]

    def test_the_tenants_own_address_is_left_out(self, do, case, mails, open_scope, platform):
        do("carla", add_note, case, "<p>Answer</p>")
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": "eva@example.org"})

        assert [mail[2] for mail in mails() if mail[0] == "case_note"] == [[]]

    @pytest.mark.parametrize("left", [{"active": False}, {"roles": ["csr"]}])
    def test_for_somebody_who_left_administrators_are_told(
        self, do, case, carla, make_staff, open_scope, mails, left
    ):
        make_staff(roles=["admin"], email="ada@acme.example")
        make_staff(roles=["admin"], email="gone@acme.example", active=False)
        mails()
        with open_scope() as scope:
            staff = scope.session.get_one(Staff, (scope.tenant_id, carla.id))
            for name, value in left.items():
                setattr(staff, name, value)
        do("ana", add_note, case, "<p>Anybody there?</p>")

        assert [mail[:2] for mail in mails()] == [("agent_note", ["ada@acme.example"])]

    def test_without_the_desk_there_is_no_link_to_it(self, do, case, mails, open_scope, platform):
        mails()
        with open_scope() as scope:
            switch_plugin(scope, "agent_desk", on=False)
        do("ana", add_note, case, "<p>Hello</p>")

        ((_kind, to, _cc, mail),) = mails()
        assert to == ["carla@acme.example"]
        assert "/desk" not in mail.text + mail.html


class TestCasesThatNobodyAnswers:
    """Who hears what a customer writes there: as the tenant has chosen."""

    @pytest.fixture
    def case(self, do, mails, make_staff):
        make_staff(name="Ada", roles=["admin"], email="ada@acme.example")
        make_staff(roles=["csr"])
        make_staff(roles=["agent"], active=False)
        return do("ana", file_case, VALUES)

    @pytest.fixture
    def choose(self, open_scope, platform):
        def save(choice):
            with open_scope() as scope:
                save_document(scope, "settings", {"cases": {"unassigned_mails_to": choice}})

        return save

    def test_it_is_administrators_unless_the_tenant_says_otherwise(self, do, case, mails):
        _to_contact, created = mails()
        do("ana", add_note, case, "<p>Anybody there?</p>")
        (note,) = mails()

        assert created[:2] == note[:2] == ("agent_note", ["ada@acme.example"])
        assert "Case 1 was filed." in created[3].text
        assert "assigned to you" not in created[3].text
        assert "Nobody answers this case yet" in note[3].text
        assert "Nobody answers this case yet" in note[3].html

    @pytest.mark.parametrize(
        ("choice", "told"),
        [
            ("answering", ["ada@acme.example", "carla@acme.example"]),
            ("administrators", ["ada@acme.example"]),
            ("nobody", []),
        ],
    )
    def test_the_tenant_chooses(self, do, case, mails, choose, choice, told):
        choose(choice)
        mails()
        do("ana", add_note, case, "<p>Anybody there?</p>")

        assert [mail[1] for mail in mails()] == [[one] for one in told]

    @pytest.mark.parametrize("choice", ["administrators", "nobody"])
    def test_the_case_of_somebody_who_left_always_has_a_reader(
        self, do, case, carla, open_scope, mails, choose, choice
    ):
        choose(choice)
        mails()
        with open_scope() as scope:
            get_case(scope, case.number).assignee_id = carla.id
            left = scope.session.get_one(Staff, (scope.tenant_id, carla.id))
            left.active, left.roles = False, ["agent", "admin"]
        do("ana", add_note, case, "<p>Anybody there?</p>")

        assert [mail[1] for mail in mails()] == [["ada@acme.example"]]

    def test_an_assignee_is_told_alone(self, do, case, carla, open_scope, mails, choose):
        choose("answering")
        mails()
        with open_scope() as scope:
            get_case(scope, case.number).assignee_id = carla.id
        do("ana", add_note, case, "<p>Thanks</p>")

        ((_kind, to, _cc, mail),) = mails()
        assert to == ["carla@acme.example"]
        assert "Nobody answers" not in mail.text

    @pytest.mark.parametrize("choice", ["answering", "administrators"])
    def test_staff_without_an_address_are_passed_over(
        self, do, case, make_staff, open_scope, mails, choose, choice
    ):
        choose(choice)
        mails()
        unreachable = make_staff(roles=["admin", "agent"])
        with open_scope() as scope:
            scope.session.get_one(Staff, (scope.tenant_id, unreachable.id)).email = None
        do("ana", add_note, case, "<p>Anybody there?</p>")

        told = [address for mail in mails() for address in mail[1]]
        assert "ada@acme.example" in told
        assert None not in told

    def test_an_assignee_without_an_address_reads_it_at_the_desk(
        self, do, case, carla, open_scope, mails
    ):
        mails()
        with open_scope() as scope:
            get_case(scope, case.number).assignee_id = carla.id
            scope.session.get_one(Staff, (scope.tenant_id, carla.id)).email = None
        do("ana", add_note, case, "<p>Anybody there?</p>")

        assert mails() == []

    def test_what_staff_file_is_told_to_no_colleague(self, do, ana, case, mails, choose):
        choose("answering")
        mails()
        do("carla", file_case, VALUES, contact_id=ana.id)

        assert [mail[0] for mail in mails()] == ["case_created"]

    @pytest.mark.parametrize(("choice", "most"), [("answering", 50), ("administrators", 5)])
    def test_a_crowd_is_not_mailed(self, do, case, mails, choose, open_scope, carla, choice, most):
        choose(choice)
        mails()
        with open_scope() as scope:
            for number in range(60):
                row = Staff(
                    id=new_id(),
                    tenant_id=scope.tenant_id,
                    name=f"Colleague {number}",
                    email=f"colleague{number}@acme.example",
                    email_key=f"colleague{number}@acme.example",
                    roles=["admin"],
                    active=True,
                    created_at=scope.now(),
                )
                scope.session.add(row)
        do("ana", add_note, case, "<p>Anybody there?</p>")

        assert len(mails()) == most
