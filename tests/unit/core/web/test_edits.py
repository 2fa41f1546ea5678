import colander
import pytest
from webob.multidict import MultiDict

from core.i18n import Translator
from core.web.edits import base_of, read_edit
from core.web.forms import form_from_schema
from core.web.widgets.submission import Submission

NAMES = ["name", "colours", "is_on"]


class Schema(colander.MappingSchema):
    name = colander.SchemaNode(colander.String(), title="Name", missing="")
    colours = colander.SchemaNode(
        colander.Set(),
        title="Colours",
        widget_name="multilist",
        missing=(),
        options=[("red", "Red"), ("blue", "Blue"), ("green", "Green")],
    )
    is_on = colander.SchemaNode(colander.Boolean(), title="On", missing=False)


DRAWN = {"name": "Ana", "colours": {"red", "blue"}, "is_on": True}
UNTOUCHED = [("name", "Ana"), ("colours", "blue"), ("colours", "red"), ("is_on", "true")]


@pytest.fixture
def form():
    return form_from_schema(Schema(), Translator("en", {}, {}))


@pytest.fixture
def edit(form):
    """Compare what is sent with what was drawn and with what is stored now."""

    def compare(sent, now, base=None):
        cstruct = form.read(Submission(MultiDict(sent).items()))
        return read_edit(form, cstruct, now, base_of(form, DRAWN, NAMES) if base is None else base)

    return compare


class TestReadEdit:
    def test_nothing_touched_is_nothing_to_save(self, edit):
        found = edit(UNTOUCHED, DRAWN)

        assert (found.touched, found.is_stale) == (frozenset(), False)

    def test_what_was_not_touched_follows_what_is_stored(self, edit):
        now = {"name": "Bea", "colours": {"green"}, "is_on": False}

        found = edit(UNTOUCHED, now)

        assert found.followed == {"name", "colours", "is_on"}
        assert found.touched == frozenset()
        assert found.cstruct["name"] == "Bea"
        assert set(found.cstruct["colours"]) == {"green"}

    @pytest.mark.parametrize(
        ("sent", "name"),
        [
            ([("name", "Zoe"), *UNTOUCHED[1:]], "name"),
            ([("name", ""), *UNTOUCHED[1:]], "name"),
            ([*UNTOUCHED, ("colours", "green")], "colours"),
            ([UNTOUCHED[0], UNTOUCHED[3]], "colours"),
            (UNTOUCHED[:3], "is_on"),
        ],
        ids=["changed", "emptied", "added", "all taken away", "unticked"],
    )
    def test_what_was_changed_is_touched_and_nothing_else(self, edit, sent, name):
        found = edit(sent, DRAWN)

        assert (found.touched, found.conflicts) == ({name}, frozenset())

    def test_what_both_changed_differently_is_a_conflict(self, edit):
        found = edit([("name", "Zoe"), *UNTOUCHED[1:]], {**DRAWN, "name": "Bea"})

        assert found.conflicts == {"name"}
        assert found.cstruct["name"] == "Zoe"

    def test_what_both_changed_alike_is_none(self, edit):
        found = edit([("name", "Bea"), *UNTOUCHED[1:]], {**DRAWN, "name": "Bea"})

        assert (found.touched, found.is_stale) == (frozenset(), False)

    @pytest.mark.parametrize(
        "base", ["", "{", "[]", "[" * 100_000, '{"name": 3}', '{"name": [[], {}]}', "x" * 200_000]
    )
    def test_a_broken_base_never_stops_anybody(self, edit, base):
        found = edit([("name", "Zoe"), *UNTOUCHED[1:]], DRAWN, base)

        assert "name" in found.touched


class TestBaseOf:
    def test_it_notes_no_values(self, form):
        assert "Ana" not in base_of(form, DRAWN, NAMES)

    def test_only_what_is_offered_is_noted(self, form):
        assert "is_on" not in base_of(form, DRAWN, ["name"])
