"""What is taken away from somebody is gone at the next request, and for jobs that wait."""

import pytest

from core.cases.services import add_note, assign_case, get_case
from core.identity.models.contact import Contact
from core.identity.services.accounts import change_membership, get_membership, remove_membership
from core.identity.services.staff import change_staff, get_staff
from core.testing.cases import actor_of
from tests.security.conftest import DESK


class TestAccountsCases:
    @pytest.mark.parametrize("change", ["the grant", "the membership"])
    def test_they_are_not_seen_any_more(
        self, change, browsers, open_scope, make_contact, make_account, make_case
    ):
        ana, bruno = make_contact(), make_contact()
        members = {ana: {"can_view_cases": True}, bruno: {"can_create_for": True}}
        account = make_account(members=members)
        case = make_case(bruno, subject="The oven is cold", account=str(account.id))
        browser = browsers.open("acme", ana)
        assert "The oven is cold" in browser.get("/accounts/cases")
        assert "The oven is cold" in browser.get(f"/cases/{case.number}")

        with open_scope() as scope:
            if change == "the grant":
                member = get_membership(scope, ana.id, account.id)
                change_membership(scope, member, can_view_cases=False)
            else:
                remove_membership(scope, ana.id, account.id)

        assert "The oven is cold" not in browser.get("/accounts/cases")
        browser.get(f"/cases/{case.number}", status=404)


class TestRoles:
    def test_a_page_closes_with_the_role_that_opened_it(self, browsers, open_scope, make_staff):
        eva = make_staff(roles=["admin"])
        browser = browsers.open("acme", eva)
        assert browser.get("/admin/plugins").status_int == 200

        with open_scope() as scope:
            change_staff(scope, get_staff(scope, eva.id), roles=["csr"])

        browser.get("/admin/plugins", status=404)
        assert browser.get("/admin/people").status_int == 200


class TestMailThatWaits:
    @pytest.fixture
    def told(self, acme, open_scope, jobs, mailbox):
        """Let the agent answer, with the case in their hands, and the contact write back."""

        def tell(meanwhile):
            owner, agent = acme.people["owner"], acme.people["agent"]
            with open_scope() as scope:
                assign_case(scope, get_case(scope, acme.case.number), agent.id)
            jobs.run()
            mailbox.clear()
            for person, rights in ((agent, DESK), (owner, ())):
                with open_scope(actor=actor_of(person, *rights)) as scope:
                    add_note(scope, get_case(scope, acme.case.number), "<p>For your eyes</p>")
            with open_scope() as scope:
                meanwhile(scope, owner, agent)
            jobs.run()
            return bool(mailbox.to(owner.email)), bool(mailbox.to(agent.email))

        return tell

    def test_it_reaches_both(self, told):
        assert told(lambda _scope, _owner, _agent: None) == (True, True)

    def test_it_does_not_reach_a_contact_who_was_hidden(self, told):
        def hide(scope, owner, _agent):
            scope.session.get(Contact, (scope.tenant_id, owner.id)).hidden = True

        assert told(hide) == (False, True)

    def test_it_does_not_reach_a_member_of_staff_who_left(self, told):
        def disable(scope, _owner, agent):
            change_staff(scope, get_staff(scope, agent.id), active=False)

        assert told(disable) == (True, False)
