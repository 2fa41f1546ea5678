"""What hits everybody says so first, with numbers, and can be undone."""

from dataclasses import replace

import pytest

from core.admin.services import versions
from core.fields.services import editing
from core.fields.services.drafts import get_draft
from core.fields.services.publishing import install_form
from core.tenancy.services import read_document
from core.testing.cases import file_case
from fields_config.definition import FieldDefinition
from tests.support.grants import EVERYWHERE


def words(response):
    return " ".join(response.html.get_text(" ").split())


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def make_field():
    return FieldDefinition(key="slot", type="text", labels={"en": "Slot"}, grants=EVERYWHERE)


def switch_off(admin, name="portal"):
    return admin.get("/admin/plugins").forms[f"switch-{name}"].submit()


class TestSwitchingAPluginOff:
    def test_it_asks_first_with_numbers(self, admin, platform, as_customer, make_contact):
        ana = make_contact()
        as_customer(ana)
        with platform.scope("acme") as scope:
            file_case(scope, {"subject": "Hello", "message": "<p>Hi</p>"}, contact_id=ana.id)

        asked = words(switch_off(admin))

        assert "Switch off Customer portal for Acme?" in asked
        assert "Customers signed in now: 1" in asked
        assert "Open cases: 1. They stay." in asked
        with platform.scope("acme", reading=True) as scope:
            assert "portal" in scope.tenant.plugins

    def test_yes_switches_it_off_and_undo_puts_all_back(self, admin, platform):
        with platform.scope("acme", reading=True) as scope:
            before = read_document(scope, "plugins"), scope.tenant.plugins
        done = switch_off(admin).forms["confirm"].submit().follow()
        with platform.scope("acme", reading=True) as scope:
            assert "portal" not in scope.tenant.plugins
        undo = done.forms["undo"]

        assert "It is as it was before." in words(undo.submit().follow())

        with platform.scope("acme", reading=True) as scope:
            assert (read_document(scope, "plugins"), scope.tenant.plugins) == before
        assert "undone already" in words(undo.submit(status=422))

    def test_undo_does_not_win_over_what_somebody_did_since(self, admin, platform):
        done = switch_off(admin).forms["confirm"].submit().follow()
        switch_off(admin, "agent_desk").forms["confirm"].submit()

        assert "changed since" in words(done.forms["undo"].submit(status=422))

    @pytest.mark.parametrize("person", ["make_contact", "make_staff"])
    def test_undo_brings_back_no_support_address_that_somebody_signs_in_with(
        self, admin, platform, person, request
    ):
        for address in ("help@acme.example", "care@acme.example"):
            form = admin.get("/admin/organisation").forms["organisation"]
            form["support_email"] = address
            done = form.submit().follow()
        request.getfixturevalue(person)(email="help+desk@acme.example")

        refused = words(done.forms["undo"].submit(status=422))

        assert "meanwhile somebody signs in with" in refused
        assert "help@acme.example" in refused
        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.branding.support_email == "care@acme.example"

    def test_undo_is_for_those_who_may_do_it(self, admin, as_agent, platform):
        done = switch_off(admin).forms["confirm"].submit().follow()
        agent = as_agent()
        address = done.forms["undo"].action
        token = agent.get("/desk").html.find("input", {"name": "csrf_token"})["value"]

        agent.post(address, {"csrf_token": token}, status=404)


class TestRestoring:
    @pytest.fixture
    def published(self, platform, make_contact, make_field):
        """Version 1 has a field more than version 0, and a case has an answer to it."""
        ana = make_contact()
        with platform.scope("acme") as scope:
            form = scope.tenant.form("case")
            install_form(scope, "case", form.with_field(make_field))
        with platform.scope("acme") as scope:
            values = {"subject": "Hello", "message": "<p>Hi</p>", "slot": "Evening"}
            file_case(scope, values, contact_id=ana.id)

    def draft(self, platform):
        with platform.scope("acme", reading=True) as scope:
            return get_draft(scope, "case")

    def test_it_says_what_would_change_before_it_acts(self, admin, published, platform):
        page = (
            admin.get("/admin/fields/case/versions").forms["versions"].submit("version", value="0")
        )

        asked = words(page)

        assert "Slot: removed" in asked
        assert "“Slot” is no longer asked. Cases with an answer: 1." in asked
        assert "Publish it again for Acme" in asked
        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.forms["case"].version == 1

    def test_where_there_are_more_cases_than_are_counted_it_says_so(
        self, admin, published, monkeypatch
    ):
        monkeypatch.setattr(versions, "LATEST", 1)
        page = (
            admin.get("/admin/fields/case/versions").forms["versions"].submit("version", value="0")
        )

        assert "Cases with an answer, among the latest 1: 1." in words(page)

    def test_each_version_shows_its_differences(self, admin, published):
        page = admin.get("/admin/fields/case/versions")
        links = [link["href"] for link in page.html.select("a[href*='version=']")]

        assert links == ["/admin/fields/case/versions?version=0"]
        assert "Slot: removed" in words(admin.get(links[0]))
        admin.get("/admin/fields/case/versions?version=9", status=404)
        admin.get("/admin/fields/case/versions?version=x", status=404)

    def test_undo_brings_back_the_form_and_the_draft(self, admin, published, platform):
        with platform.scope("acme") as scope:
            draft = get_draft(scope, "case")
            field = replace(draft.form.field("slot"), labels={"en": "Slots"})
            editing.add_field(scope, "case", replace(field, key="other"))
        before = self.draft(platform)
        page = admin.get("/admin/fields/case/versions?version=0")
        assert "The draft is thrown away." in words(page)
        done = page.forms["restore"].submit().follow()
        assert not self.draft(platform).is_changed

        done.forms["undo"].submit().follow()

        after = self.draft(platform)
        assert after.published == before.published
        assert after.form == before.form

    def test_publishing_and_discarding_can_be_undone(self, admin, platform, make_field):
        with platform.scope("acme") as scope:
            editing.add_field(scope, "case", make_field)
        before = self.draft(platform)
        done = admin.get("/admin/fields/case/review").forms["discard-case"].submit().follow()
        done.forms["undo"].submit()
        assert self.draft(platform).form == before.form

        with platform.scope("acme") as scope:
            labels = dict.fromkeys(scope.tenant.languages, "Slot")
            seen = get_draft(scope, "case")
            editing.delete_field(scope, "case", "slot")
            editing.add_field(scope, "case", replace(seen.form.field("slot"), labels=labels))
        before = self.draft(platform)
        done = admin.get("/admin/fields/case/review").forms["publish-case"].submit().follow()
        done.forms["undo"].submit()

        after = self.draft(platform)
        assert (after.published, after.form) == (before.published, before.form)

    def test_a_version_that_came_meanwhile_is_looked_at_first(self, admin, published, platform):
        page = admin.get("/admin/fields/case/versions?version=0")
        with platform.scope("acme") as scope:
            form = scope.tenant.form("case")
            install_form(scope, "case", form.without_field("slot"))

        answer = page.forms["restore"].submit(status=422)

        assert "Look at the differences again." in words(answer)


class TestOtherSwitches:
    def test_switching_a_language_off_asks_and_can_be_undone(self, admin, platform):
        with platform.scope("acme", reading=True) as scope:
            before = scope.tenant.languages
        form = admin.get("/admin/organisation").forms["organisation"]
        for box in form.fields["languages"]:
            box.checked = box._value != "fr"
        asked = form.submit()
        assert "Switch off Français for Acme?" in words(asked)

        done = asked.forms["confirm"].submit().follow()

        with platform.scope("acme", reading=True) as scope:
            assert "fr" not in scope.tenant.languages
        done.forms["undo"].submit()
        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.languages == before

    def test_closing_registration_asks_and_can_be_undone(self, admin, platform):
        form = admin.get("/admin/settings/identity").forms["settings"]
        form["self_registration"] = False
        asked = form.submit()
        assert "Close registration for Acme?" in words(asked)

        done = asked.forms["confirm"].submit().follow()

        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.settings("identity")["self_registration"] is False
        done.forms["undo"].submit()
        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.settings("identity")["self_registration"] is True


class TestThePortalTick:
    def grants(self, platform, key="priority"):
        with platform.scope("acme", reading=True) as scope:
            field = get_draft(scope, "case").form.field(key)
        return [str(field.grant("customer", screen)) for screen in ("create", "detail")]

    def save(self, admin, **values):
        form = admin.get("/admin/fields/case/priority").forms["field"]
        for name, value in values.items():
            form[name] = value
        return form.submit("save").follow()

    def test_ticked_again_it_brings_back_what_was(self, admin, platform):
        self.save(admin, grant_customer_create="edit+required", grant_customer_detail="view")
        self.save(admin, portal=False)
        assert self.grants(platform) == ["hidden", "hidden"]

        self.save(admin, portal=True)

        assert self.grants(platform) == ["edit+required", "view"]

    def test_somebody_else_brings_back_what_is_published(self, admin, as_admin, platform):
        before = self.grants(platform)
        self.save(admin, portal=False)

        self.save(as_admin(), portal=True)

        assert self.grants(platform) == before

    def test_it_never_wins_over_a_list_that_was_just_changed(self, admin, platform):
        page = self.save(admin, portal=False, grant_customer_create="edit+required")

        assert "the lists count" in words(page)
        assert self.grants(platform)[0] == "edit+required"

    def publish(self, admin, **values):
        form = admin.get("/admin/fields/case/priority").forms["field"]
        for name, value in values.items():
            form[name] = value
        return form.submit("publish")

    def published(self, platform):
        with platform.scope("acme", reading=True) as scope:
            form = scope.tenant.form("case")
            return [str(form.grant("priority", "customer", one)) for one in ("create", "detail")]

    def test_publishing_it_asks_first_with_numbers(
        self, admin, platform, as_customer, make_case, make_contact
    ):
        ana = make_contact()
        as_customer(ana)
        make_case(ana, priority="high")
        before = self.published(platform)

        asked = words(self.publish(admin, portal=False))

        assert "Publish “Priority” for Acme?" in asked
        assert "Customers signed in now: 1" in asked
        assert "“Priority” is hidden from customers. Cases with an answer: 1." in asked
        assert self.published(platform) == before
        assert self.grants(platform) == before

    def test_yes_publishes_it_and_undo_puts_all_back(self, admin, platform):
        before = self.published(platform)
        done = self.publish(admin, portal=False).forms["confirm"].submit().follow()
        assert self.published(platform) == ["hidden", "hidden"]

        done.forms["undo"].submit()

        assert self.published(platform) == before
        with platform.scope("acme", reading=True) as scope:
            assert not get_draft(scope, "case").is_changed

    def test_it_does_not_win_over_somebody_who_was_faster(self, admin, as_admin, platform):
        asked = self.publish(admin, portal=False)
        other = self.publish(as_admin(), grant_customer_create="edit+required")
        other.forms["confirm"].submit()

        refused = asked.forms["confirm"].submit(expect_errors=True)

        assert refused.status_int >= 400
        assert self.published(platform)[0] == "edit+required"

    def test_what_customers_do_not_notice_is_published_at_once(self, admin, platform):
        done = self.publish(admin, grant_agent_detail="view").follow()

        assert "Published." in words(done)
        assert done.forms["undo"]

    def test_the_review_says_the_numbers_too(self, admin):
        self.save(admin, portal=False)

        assert "Customers signed in now: 0" in words(admin.get("/admin/fields/case/review"))
