import textwrap

import pytest
from pyramid.config import Configurator

from core.plugin_kit.rules.calls import check_menu, check_public_views


class Pages:
    """A plugin's files in a folder, as the rules look at them."""

    name = "odd"

    def __init__(self, folder):
        self._folder = folder

    def write(self, name, text):
        (self._folder / name).write_text(textwrap.dedent(text))

    def files(self, pattern):
        return iter(sorted(self._folder.glob(pattern)))

    def named(self, path):
        return path.name


@pytest.fixture
def pages(tmp_path):
    return Pages(tmp_path)


class TestCheckMenu:
    def test_an_entry_leads_to_a_route_that_is_there(self, pages):
        pages.write("plugin.py", "MenuItem(label='x', route='odd.page')\nMenuItem(route='odd.no')")

        (finding,) = check_menu(pages, {"odd.page"})

        assert (finding.rule, finding.level) == ("menu-route", "error")
        assert "line 2" in finding.message


class TestCheckPublicViews:
    @pytest.fixture
    def findings(self, pages):
        def rate(_request): ...

        def look(public):
            config = Configurator()
            config.add_route("odd.rate", "/x/odd")
            config.add_view(rate, route_name="odd.rate")
            config.commit()
            return list(check_public_views(pages, config, public))

        return look

    @pytest.mark.parametrize("acting", ["scope.acting_as(SYSTEM)", "Actor(kind='system')"])
    def test_one_that_leads_to_the_system_is_told(self, pages, findings, acting):
        pages.write("views.py", "def rate(request):\n    services.note(request.scope)")
        pages.write("services.py", f"def note(scope):\n    _keep({acting})\ndef _keep(s): ...")

        (finding,) = findings({"odd.rate"})

        assert (finding.rule, finding.level) == ("public-system", "advice")
        assert "'note'" in finding.message

    def test_one_that_does_not_or_is_for_customers_is_left_alone(self, pages, findings):
        pages.write("views.py", "def rate(request):\n    services.note(request.scope)")
        pages.write("services.py", "def note(scope): ...\ndef other(s): s.acting_as(SYSTEM)")
        assert findings({"odd.rate"}) == []

        pages.write("services.py", "def note(scope): scope.acting_as(SYSTEM)")
        assert findings(set()) == []
