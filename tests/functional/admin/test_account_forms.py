"""Accounts have a form of the tenant's own: designed, published, filled in and restored."""

from dataclasses import replace

import pytest

from core.fields.services.publishing import install_form, restore_version
from core.identity.services.accounts import create_account, get_account, list_accounts
from core.identity.services.contacts import change_contact, get_contact, list_contacts
from fields_config.definition import Access, FieldDefinition, Grant, Option

EDIT = Grant(Access.EDIT)
DISTRICTS = (
    Option(key="north", labels={"en": "Northside", "es": "Zona norte"}),
    Option(key="harbour", labels={"en": "Harbour", "es": "Puerto"}),
)


def make_field(key="service_address", **values):
    given = {"key": key, "type": "text", "labels": {"en": key.replace("_", " ").capitalize()}}
    grants = {("agent", "create"): EDIT, ("agent", "detail"): EDIT}
    return FieldDefinition(**given | {"grants": grants, "searchable": True} | values)


def words(page, selector="main"):
    return " ".join(page.html.select_one(selector).get_text(" ").split())


@pytest.fixture
def publish(platform, clock, jobs):
    """Publish a form with a change, a while after what happened before, and let its jobs run."""

    def publish(key, change):
        clock.advance(minutes=1)
        with platform.scope("acme") as scope:
            install_form(scope, key, change(scope.tenant.form(key)))
        clock.advance(minutes=1)
        jobs.run()

    return publish


def test_a_field_goes_from_the_studio_to_the_accounts_and_into_the_search(
    as_admin, make_account, jobs, open_scope
):
    account = make_account(name="Olivia Foster", number="40010")
    admin = as_admin()
    page = admin.get("/admin/fields/case").click("Accounts")
    assert words(page, "h1") == "Fields and forms: Accounts"
    new = page.click("New field").click(href="type=text$").forms["field"]
    new["label_en"] = "Service address"
    field = new.submit("save").follow().forms["field"]
    assert "The search for customers looks into it" in words(field.response)
    field["searchable"] = True
    field.submit("save").follow()
    review = admin.get("/admin/fields/account/review")
    assert "The search for customers looks into it: No → Yes" in words(review)
    review.forms["publish-account"].submit()

    form = admin.get(f"/admin/people/accounts/{account.id}").forms["account"]
    form["service_address"] = "2172 Canal Street, 3B"
    saved = form.submit("save").follow()

    assert saved.forms["account"]["service_address"].value == "2172 Canal Street, 3B"
    found = admin.get("/admin/people/accounts", {"text": "2172 canal"})
    assert "Olivia Foster 40010" in words(found)
    audit = words(admin.get("/admin/audit"))
    assert "Fields: Service address" in audit
    assert "Form: Accounts" in audit

    again = admin.get("/admin/fields/account/service_address").forms["field"]
    again["searchable"] = False
    again.submit("save").follow()
    admin.get("/admin/fields/account/review").forms["publish-account"].submit()
    jobs.run()

    with open_scope() as scope:
        assert list_accounts(scope, "canal") == []
        assert get_account(scope, account.id).custom == {"service_address": "2172 Canal Street, 3B"}


def test_marked_options_are_found_in_every_language_and_follow_their_labels(
    publish, make_contact, open_scope
):
    district = make_field("district", type="list", options=DISTRICTS)
    publish("account", lambda form: form.with_field(district))
    publish("contact", lambda form: form.with_field(replace(district, searchable=False)))
    contact = make_contact()
    with open_scope() as scope:
        made = create_account(scope, {"name": "Sur", "district": "north"})
        change_contact(scope, get_contact(scope, contact.id), {"district": "harbour"})
        assert [row.id for row in list_accounts(scope, "zona")] == [made.id]
        assert [row.id for row in list_accounts(scope, "northsi")] == [made.id]
        assert list_contacts(scope, "puerto") == []

    renamed = replace(DISTRICTS[0], labels={"en": "Hillside"})
    publish("account", lambda form: form.with_field(replace(district, options=(renamed,))))
    publish("contact", lambda form: form.with_field(district))

    with open_scope() as scope:
        assert list_accounts(scope, "zona") == []
        assert [row.id for row in list_accounts(scope, "hill")] == [made.id]
        assert [row.id for row in list_contacts(scope, "puerto")] == [contact.id]


@pytest.mark.req("X-01")
def test_staff_neither_read_nor_find_by_what_is_hidden_from_them(
    publish, make_contact, open_scope, as_admin
):
    contact = make_contact(phone="+49 30 1234567", identifier="X-4711")
    publish("account", lambda form: form.with_field(make_field()))
    with open_scope() as scope:
        create_account(scope, {"name": "Sur", "number": "A-77", "service_address": "Canal"})

    def hide(*keys):
        def change(form):
            for key in keys:
                hidden = form.field(key).with_grant("agent", "detail", Grant(Access.HIDDEN))
                form = form.with_field(hidden)
            return form

        return change

    publish("account", hide("number", "service_address"))
    publish("contact", hide("phone", "identifier"))

    with open_scope() as scope:
        found = [len(list_accounts(scope, text)) for text in ("a77", "canal", "sur")]
        assert found == [0, 0, 1]
        assert list_contacts(scope, "1234567") == []
        assert list_contacts(scope, "4711") == []
        assert [row.id for row in list_contacts(scope, contact.first_name)] == [contact.id]
    admin = as_admin()
    for path, secret in (("/admin/people", "4711"), ("/admin/people/accounts", "A-77")):
        page = admin.get(path)
        assert page.html.select("tbody tr")
        assert secret not in page.text


def test_restoring_takes_no_answer_away(publish, as_admin, platform, open_scope, clock):
    publish("account", lambda form: form.with_field(make_field()))
    with open_scope() as scope:
        account = create_account(scope, {"name": "Sur", "service_address": "14 Mill Lane"})
    clock.advance(minutes=1)
    with platform.scope("acme") as scope:
        restore_version(scope, "account", 0)

    page = as_admin().get(f"/admin/people/accounts/{account.id}")

    assert "Service address (no longer asked) 14 Mill Lane" in words(page)
    form = page.forms["account"]
    form["number"] = "77"
    form.submit("save").follow()
    with open_scope() as scope:
        found = get_account(scope, account.id)
        assert (found.number, found.custom) == ("77", {"service_address": "14 Mill Lane"})
