"""Secrets among the settings: set, kept, replaced and removed, and never shown."""

import colander
import pytest

from core.activity.models import Activity
from core.tenancy.services import change_settings
from core.undo.models import UndoStep
from tests.unit.core.plugin.modules import make_plugin

SECRET = "hunter2-and-more"
PAGE = "/admin/settings/courier"


class Settings(colander.MappingSchema):
    title = "Courier"
    address = colander.SchemaNode(
        colander.String(), title="Address", validator=colander.Length(max=20), missing=""
    )
    key = colander.SchemaNode(
        colander.String(),
        title="Key",
        widget_name="secret",
        validator=colander.Length(min=8),
        missing="",
    )


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin("courier", settings_schema=Settings),)


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def secret(open_scope):
    def read():
        with open_scope() as scope:
            return scope.secret("courier", "key")

    return read


@pytest.fixture
def stored(open_scope):
    with open_scope() as scope:
        change_settings(scope, "courier", {"key": SECRET})


def words(response):
    return " ".join(response.html.get_text(" ").split())


class TestSecretSetting:
    def test_it_is_set_and_never_comes_back(self, admin, secret):
        page = admin.get(PAGE)
        assert "A value is set" not in words(page)
        assert "key-remove" not in page.forms["settings"].fields
        page.forms["settings"]["key"] = SECRET

        page = page.forms["settings"].submit().follow()

        assert secret() == SECRET
        assert "A value is set. Leave this empty to keep it." in words(page)
        assert page.forms["settings"]["key"].value == ""
        assert SECRET not in page.text

    def test_what_is_said_of_it_describes_the_control(self, admin, stored):
        page = admin.get(PAGE)

        described = page.html.select_one("#settings-key")["aria-describedby"].split()
        told = " ".join(page.html.find(id=one).get_text(" ", strip=True) for one in described)
        assert "A value is set" in told

    def test_an_empty_control_keeps_it(self, admin, stored, secret):
        form = admin.get(PAGE).forms["settings"]
        form["address"] = "elsewhere"
        form.submit().follow()

        assert secret() == SECRET

    def test_a_program_that_sends_nothing_of_it_keeps_it(self, admin, stored, secret):
        token = admin.get(PAGE).forms["settings"]["csrf_token"].value

        admin.post(PAGE, {"csrf_token": token, "address": "there"})

        assert secret() == SECRET

    def test_another_one_replaces_it(self, admin, stored, secret):
        form = admin.get(PAGE).forms["settings"]
        form["key"] = "another-secret"
        form.submit().follow()

        assert secret() == "another-secret"

    def test_it_is_removed_by_its_box(self, admin, stored, secret):
        form = admin.get(PAGE).forms["settings"]
        form["key-remove"] = True
        page = form.submit().follow()

        assert secret() == ""
        assert "A value is set" not in words(page)

    def test_a_wrong_one_is_explained_and_not_drawn(self, admin, stored, secret):
        form = admin.get(PAGE).forms["settings"]
        form["key"] = "hunter3"
        page = form.submit(status=422)

        assert "hunter3" not in page.text
        assert secret() == SECRET

    def test_a_mistake_elsewhere_asks_for_it_again(self, admin, stored, secret):
        form = admin.get(PAGE).forms["settings"]
        form["key"], form["address"] = "another-secret", "x" * 30
        page = form.submit(status=422)

        assert "another-secret" not in page.text
        assert "This was not saved with the rest. Type it again." in words(page)

    def test_two_who_set_it_at_once_are_told(self, admin, as_admin, stored, secret):
        first, second = (one.get(PAGE).forms["settings"] for one in (admin, as_admin()))
        first["key"], second["key"] = "of-the-first", "of-the-second"
        first.submit().follow()

        page = second.submit(status=422)

        assert "of-the-first" not in page.text
        assert "Somebody else changed this" in words(page)
        assert secret() == "of-the-first"

    def test_undoing_brings_the_former_one_back(self, admin, stored, secret):
        form = admin.get(PAGE).forms["settings"]
        form["key"] = "mistyped-key"
        page = form.submit().follow()
        undo = next(f for f in page.forms.values() if "/admin/undo/" in (f.action or ""))
        undo.submit()

        assert secret() == SECRET

    def test_no_record_tells_it(self, admin, secret, open_scope):
        form = admin.get(PAGE).forms["settings"]
        form["key"] = SECRET
        form.submit().follow()

        assert SECRET not in admin.get("/admin/audit").text
        with open_scope() as scope:
            rows = [*scope.session.query(Activity), *scope.session.query(UndoStep)]
            assert all(SECRET not in str(vars(row)) for row in rows)
