"""A contact's page and own profile, when the contact form has changed since then."""

from dataclasses import replace

import pytest

from core.fields.services.publishing import install_form, restore_version
from core.identity.services.contacts import change_contact, get_contact
from fields_config.definition import Access, FieldDefinition, Grant, Option

HIDDEN, VIEW, EDIT = (Grant(access) for access in (Access.HIDDEN, Access.VIEW, Access.EDIT))
LEVELS = (Option(key="gold", labels={"en": "Gold"}), Option(key="blue", labels={"en": "Blue"}))


def make_field(detail=VIEW, **values):
    """Return a list that is filled in when a contact is made, and only read later."""
    grants = {(audience, "create"): EDIT for audience in ("customer", "agent")}
    grants |= {(audience, "detail"): detail for audience in ("customer", "agent")}
    given = {"key": "level", "type": "list", "labels": {"en": "Service level"}, "options": LEVELS}
    return FieldDefinition(**given | {"grants": grants} | values)


def words(page, selector="main"):
    return " ".join(page.html.select_one(selector).get_text(" ").split())


@pytest.fixture
def publish(platform, clock):
    """Publish the contact form with a change, a while after what happened before."""

    def publish(change):
        clock.advance(minutes=1)
        with platform.scope("acme") as scope:
            install_form(scope, "contact", change(scope.tenant.form("contact")))
        clock.advance(minutes=1)

    return publish


@pytest.fixture
def restore(platform, clock):
    def restore(version):
        clock.advance(minutes=1)
        with platform.scope("acme") as scope:
            restore_version(scope, "contact", version)

    return restore


@pytest.fixture
def seen(as_admin, as_customer):
    """Return what the contact reads on the profile, and what staff read on the contact's page."""

    def seen(contact):
        profile = as_customer(contact).get("/profile")
        return words(profile), words(as_admin().get(f"/admin/people/contacts/{contact.id}"))

    return seen


class TestQuestionsThatCameLater:
    def test_nobody_reads_a_dash_for_what_was_never_asked(self, make_contact, publish, seen):
        before = make_contact()
        publish(lambda form: form.with_field(make_field()))

        for page in seen(before):
            assert "Service level" not in page
        for page in seen(make_contact()):
            assert "Service level" in page

    def test_who_may_fill_it_in_is_offered_it(self, make_contact, publish, seen):
        contact = make_contact()
        publish(lambda form: form.with_field(make_field(EDIT)))

        for page in seen(contact):
            assert "Service level" in page

    def test_what_staff_have_filled_in_meanwhile_is_shown(
        self, make_contact, publish, seen, open_scope
    ):
        contact = make_contact()
        publish(lambda form: form.with_field(make_field()))
        with open_scope() as scope:
            change_contact(scope, get_contact(scope, contact.id), {"level": "gold"})

        for page in seen(contact):
            assert "Service level Gold" in page


class TestAnswersThatAreThere:
    @pytest.mark.parametrize("detail", [VIEW, EDIT])
    def test_restoring_takes_none_away(self, make_contact, publish, restore, seen, detail):
        publish(lambda form: form.with_field(make_field(detail)))
        contact = make_contact(level="gold")
        restore(0)

        for page in seen(contact):
            assert "Service level (no longer asked) Gold" in page

    def test_a_retired_field_of_the_product_keeps_its_answer(self, make_contact, publish, seen):
        contact = make_contact(job_title="Plumber")
        publish(lambda form: form.with_field(replace(form.field("job_title"), active=False)))

        assert "(no longer asked) Plumber" in seen(contact)[1]

    def test_what_is_hidden_from_customers_since_stays_hidden(self, make_contact, publish, seen):
        publish(lambda form: form.with_field(make_field()))
        contact = make_contact(level="gold")
        hidden = make_field().with_grant("customer", "detail", HIDDEN)
        publish(lambda form: form.with_field(hidden))
        publish(lambda form: form.without_field("level"))

        profile, page = seen(contact)
        assert "Gold" not in profile
        assert "Service level (no longer asked) Gold" in page

    def test_an_option_that_is_gone_is_kept_by_who_saves_something_else(
        self, make_contact, publish, as_admin, as_customer, open_scope
    ):
        publish(lambda form: form.with_field(make_field(EDIT)))
        contact = make_contact(level="gold")
        publish(lambda form: form.with_field(make_field(EDIT, options=LEVELS[1:])))

        page = as_customer(contact).get("/profile")
        assert "Gold" in words(page)
        form = page.forms["contact-detail"]
        form["first_name"] = "Anna"
        form.submit("update").follow()
        form = as_admin().get(f"/admin/people/contacts/{contact.id}").forms["contact"]
        form["last_name"] = "Mora"
        form.submit("save").follow()

        with open_scope() as scope:
            found = get_contact(scope, contact.id)
            assert (found.name, found.custom) == ("Anna Mora", {"level": "gold"})
