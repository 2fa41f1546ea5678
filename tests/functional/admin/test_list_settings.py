"""Settings that are lists: of texts, and of small mappings."""

import colander
import pytest

from core.errors import Refused
from core.presets.document import read_configuration, write_configuration
from core.presets.services import diff_config, export_config, import_config
from core.tenancy.services import change_settings
from tests.unit.core.plugin.modules import make_plugin

PAGE = "/admin/settings/courier"


class Stop(colander.MappingSchema):
    name = colander.SchemaNode(colander.String(), title="Name", validator=colander.Length(max=20))
    minutes = colander.SchemaNode(
        colander.Integer(), title="Minutes", validator=colander.Range(1, 60), missing=5
    )
    size = colander.SchemaNode(
        colander.String(), title="Size", validator=colander.OneOf(["small", "large"]), missing=""
    )
    indoors = colander.SchemaNode(colander.Boolean(), title="Indoors", missing=False)


class Settings(colander.MappingSchema):
    title = "Courier"
    words = colander.SchemaNode(
        colander.Sequence(),
        colander.SchemaNode(colander.String(), title="Word", validator=colander.Length(max=10)),
        title="Words",
        validator=colander.Length(max=3),
        missing=(),
    )
    stops = colander.SchemaNode(colander.Sequence(), Stop(), title="Stops", missing=())


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin("courier", settings_schema=Settings),)


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def courier(open_scope):
    def read():
        with open_scope() as scope:
            return scope.tenant.settings("courier")

    return read


@pytest.fixture
def stored(open_scope):
    with open_scope() as scope:
        stops = [
            {"name": "Bank", "minutes": 7, "size": "small", "indoors": True},
            {"name": "Park", "minutes": 9, "size": "", "indoors": False},
        ]
        change_settings(scope, "courier", {"words": ["one", "two"], "stops": stops})


def names(courier):
    return [stop["name"] for stop in courier()["stops"]]


class TestPage:
    def test_entries_are_added_one_after_the_other(self, admin, courier):
        form = admin.get(PAGE).forms["settings"]
        form["words.0"] = "one"
        form["stops.0.name"], form["stops.0.minutes"] = "Bank", "7"
        form["stops.0.size"].select("large")
        form["stops.0.indoors"] = True
        form = form.submit("refresh", value="words").forms["settings"]
        form["words.1"] = "two"

        form.submit("save").follow()

        assert list(courier()["words"]) == ["one", "two"]
        assert [dict(stop) for stop in courier()["stops"]] == [
            {"name": "Bank", "minutes": 7, "size": "large", "indoors": True}
        ]

    def test_asking_for_another_keeps_what_was_typed_and_saves_nothing(self, admin, courier):
        form = admin.get(PAGE).forms["settings"]
        form["stops.0.name"], form["stops.0.minutes"] = "Bank", "many"

        page = form.submit("refresh", value="stops")

        assert page.forms["settings"]["stops.0.minutes"].value == "many"
        assert page.forms["settings"]["stops.1.name"].value == ""
        assert names(courier) == []

    def test_the_button_leads_to_the_empty_row(self, admin, stored):
        page = admin.get(PAGE)

        target = page.html.select_one("button[value=words][name=refresh]")["formaction"]
        assert page.html.find(id=target.removeprefix("#")).select_one("input")["name"] == "words.2"

    def test_an_entry_is_changed(self, admin, stored, courier):
        form = admin.get(PAGE).forms["settings"]
        form["stops.1.name"], form["stops.0.indoors"] = "Lake", False
        form.submit("save").follow()

        assert names(courier) == ["Bank", "Lake"]
        assert courier()["stops"][0]["indoors"] is False
        assert list(courier()["words"]) == ["one", "two"]

    def test_an_entry_is_removed_by_its_box(self, admin, stored, courier):
        form = admin.get(PAGE).forms["settings"]
        form["stops.0-remove"] = True
        form.submit("save").follow()

        assert names(courier) == ["Park"]

    def test_so_is_one_that_was_emptied_and_at_last_all(self, admin, stored, courier):
        form = admin.get(PAGE).forms["settings"]
        form["words.0"] = form["words.1"] = ""
        form.submit("save").follow()

        assert list(courier()["words"]) == []

    def test_a_mistake_is_said_at_its_control_and_nothing_is_lost(self, admin, stored, courier):
        form = admin.get(PAGE).forms["settings"]
        form["stops.1.minutes"], form["stops.0.name"] = "90", "River"
        page = form.submit("save", status=422)

        assert page.html.find(id="settings-stops-1-minutes-error")
        assert page.html.find(id="settings-stops-0-minutes-error") is None
        assert page.html.select_one(".v-summary a")["href"] == "#settings-stops-1-minutes"
        assert page.forms["settings"]["stops.0.name"].value == "River"
        assert names(courier) == ["Bank", "Park"]

    def test_a_mistake_in_a_text_of_a_list_is_said_there(self, admin, stored):
        form = admin.get(PAGE).forms["settings"]
        form["words.1"] = "x" * 11
        page = form.submit("save", status=422)

        assert page.html.find(id="settings-words-1-error")

    def test_what_is_wrong_with_the_list_is_said_above_it(self, admin, stored):
        form = admin.get(PAGE).forms["settings"]
        form["words.2"] = "three"
        form = form.submit("refresh", value="words").forms["settings"]
        form["words.3"] = "four"
        page = form.submit("save", status=422)

        assert page.html.find(id="settings-words-error")

    def test_a_column_that_must_be_filled_in_is_asked_for(self, admin, courier):
        form = admin.get(PAGE).forms["settings"]
        form["stops.0.minutes"] = "7"
        page = form.submit("save", status=422)

        assert page.html.find(id="settings-stops-0-name-error")

    @pytest.mark.parametrize("count", ["", "x", "-1", "²", "9" * 5000, "1e9", "3"])
    def test_a_hostile_number_of_rows_is_harmless(self, admin, stored, courier, count):
        token = admin.get(PAGE).forms["settings"]["csrf_token"].value
        posted = {"csrf_token": token, "words-rows": count, "words.0": "one", "stops-rows": "9"}

        admin.post(PAGE, posted, status="*")

        assert len(courier()["words"]) <= 2

    def test_two_who_change_different_lists_lose_nothing(self, admin, as_admin, stored, courier):
        first, second = (one.get(PAGE).forms["settings"] for one in (admin, as_admin()))
        first["words.0"], second["stops.0.name"] = "uno", "Banco"
        first.submit("save").follow()

        page = second.submit("save", status=422)
        page.forms["settings"].submit("save").follow()

        assert list(courier()["words"]) == ["uno", "two"]
        assert names(courier) == ["Banco", "Park"]

    def test_two_who_change_the_same_list_are_told_of_both(self, admin, as_admin, stored):
        first, second = (one.get(PAGE).forms["settings"] for one in (admin, as_admin()))
        first["stops.0.name"], second["stops.0.name"] = "Banco", "Bench"
        first.submit("save").follow()

        page = second.submit("save", status=422)

        assert "Banco" in page.html.find(id="settings-stops-error").text
        assert page.forms["settings"]["stops.0.name"].value == "Bench"

    def test_undoing_brings_the_former_list_back(self, admin, stored, courier):
        form = admin.get(PAGE).forms["settings"]
        form["stops.0-remove"] = True
        page = form.submit("save").follow()
        undo = next(f for f in page.forms.values() if "/admin/undo/" in (f.action or ""))
        undo.submit()

        assert names(courier) == ["Bank", "Park"]


class TestConfiguration:
    def test_lists_are_exported_and_imported(self, open_scope, stored, courier):
        with open_scope() as scope:
            exported = read_configuration(write_configuration(export_config(scope)))
            change_settings(scope, "courier", {"stops": [], "words": ["three"]})
        with open_scope() as scope:
            assert import_config(scope, exported)
        with open_scope() as scope:
            assert diff_config(scope, exported) == []

        assert names(courier) == ["Bank", "Park"]

    def test_a_wrong_entry_is_refused_with_its_place(self, open_scope):
        wrong = {"settings": {"courier": {"stops": [{"name": "Bank", "minutes": 90}]}}}
        with open_scope() as scope, pytest.raises(Refused, match=r"stops\.0\.minutes"):
            diff_config(scope, wrong)


class TestTenantSettings:
    def test_nobody_can_change_what_others_share(self, stored, courier):
        with pytest.raises(TypeError):
            courier()["stops"][0]["name"] = "Lake"
        with pytest.raises(AttributeError):
            courier()["words"].append("three")
