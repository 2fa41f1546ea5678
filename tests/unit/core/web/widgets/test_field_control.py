import colander
import pytest

from core.web.widgets.field_control import FieldControl
from core.web.widgets.submission import Submission
from fields_config.field_type import FieldWidget
from tests.unit.core.web.widgets.test_widgets import draw, form_of


def never(function, *given):
    """Stand for a plugin that fails."""


def make(**given):
    given = {"template": "textinput", "parts": ("hours", "minutes")} | given
    return FieldControl(FieldWidget(**given))


def read(widget, **sent):
    form = form_of("text", widget=widget)
    pairs = [(f"x{name}", value) for name, value in sent.items()]
    return form.read(Submission(pairs))["x"]


class TestRead:
    def test_parts_are_joined(self):
        widget = make(join=lambda sent: f"{sent['hours']}:{sent['minutes']}")

        assert read(widget, **{"-hours": "2", "-minutes": "30"}) == "2:30"
        assert read(widget, **{"-hours": "2"}) == "2:"

    def test_what_was_not_sent_is_nothing(self):
        assert read(make()) is colander.null

    def test_the_name_of_the_field_itself_goes_first(self):
        assert read(make(), **{"": "2:30", "-hours": "9"}) == "2:30"

    @pytest.mark.parametrize("given", [{"call": never}, {"join": lambda _sent: 7}])
    def test_a_plugin_that_fails_loses_nothing_that_was_typed(self, given):
        assert read(make(**given), **{"-hours": "2", "-minutes": "30"}) == "2 30"


class TestDraw:
    def test_a_line_of_text_stands_for_a_template_that_fails(self):
        html = draw(form_of("text", widget=make(call=never)), "2:30")

        assert 'name="x" value="2:30"' in html
