"""Links by name: who may offer a page, and whose page it is then."""

import ast

import pytest

from core.errors import PluginError
from core.features import FEATURES
from core.plugin.links import LINKS, Links
from core.plugin.route_table import RouteRecorder, RouteTable
from tests.support.tree import ROOT


@pytest.fixture
def table():
    return RouteTable()


@pytest.fixture
def offer(table):
    """Offer a page: ``offer("portal", "/cases/{number}", link="case")``."""

    def add(owner, path, audience="customer", **options):
        RouteRecorder(table, owner).add_route(f"{owner}.page", path, audience=audience, **options)

    return add


def links_of(table, *enabled):
    return Links(lambda: table.offers, frozenset(enabled))


class TestAddRoute:
    @pytest.mark.parametrize(
        ("path", "options", "rule"),
        [
            ("/x/kiosk", {"link": "lobby"}, "link-name"),
            ("/x/kiosk", {"link": "portal.lobby"}, "link-name"),
            ("/x/kiosk", {"link": "home", "reader": "agent"}, "link-reader"),
            ("/x/kiosk", {"link": "case"}, "link-path"),
            ("/x/kiosk/{id}", {"link": "case"}, "link-path"),
            ("/x/kiosk/{number}/{id}", {"link": "case"}, "link-path"),
            ("/x/kiosk/{number}", {"link": "home"}, "link-path"),
            ("/x/kiosk/*rest", {"link": "home"}, "link-path"),
        ],
    )
    def test_a_link_that_could_not_be_followed_is_refused(self, table, offer, path, options, rule):
        with pytest.raises(PluginError) as refused:
            offer("kiosk", path, **options)

        assert refused.value.rule == rule
        assert table == RouteTable()

    def test_a_plugin_may_have_names_of_its_own(self, table, offer):
        offer("kiosk", "/x/kiosk/{queue}/{place:[0-9]{1,3}}", link="kiosk.place")

        path = links_of(table, "kiosk").path("kiosk.place", queue="a/b c", place=3)

        assert path == "/x/kiosk/a%2Fb%20c/3"

    def test_what_is_restored_offers_nothing_more(self, table, offer):
        before = table.copy()
        offer("kiosk", "/x/kiosk", link="home")

        table.restore(before)

        assert not links_of(table, "kiosk").offers("home")


class TestLinks:
    def test_what_is_off_offers_nothing(self, table, offer):
        offer("kiosk", "/x/kiosk", link="home")

        assert links_of(table, "kiosk").path("home") == "/x/kiosk"
        assert links_of(table).path("home") is None

    def test_customers_and_staff_have_pages_of_their_own(self, table, offer):
        offer("desk", "/desk/{number}", "staff", link="case")
        offer("door", "/door", "public", link="sign_in", reader="staff")
        links = links_of(table, "desk", "door")

        assert links.path("case", "staff", number=7) == "/desk/7"
        assert links.path("sign_in", "staff") == "/door"
        assert not links.offers("case")
        assert not links.offers("sign_in")

    def test_of_several_the_first_that_is_on_is_meant(self, table, offer):
        offer("portal", "/", link="home")
        offer("kiosk", "/x/kiosk", link="home")

        assert links_of(table, "portal", "kiosk").path("home") == "/"
        assert links_of(table, "kiosk").path("home") == "/x/kiosk"


class TestScope:
    def test_a_link_is_absolute(self, scope):
        assert scope.link("case", number=7) == f"{scope.tenant.base_url}/cases/7"
        assert scope.link("case", "staff", number=7) == f"{scope.tenant.base_url}/desk/cases/7"

    def test_each_page_that_the_core_leads_to_is_there(self, scope):
        parts = {"token": "x", "number": 1}

        # The console leads to payments where a plugin of somebody's looks after them.
        of_staff = {"payment_administration", "impersonate", "new_case"}
        assert scope.link("impersonate", "staff")
        assert scope.link("new_case", "staff")
        for name in LINKS.keys() - of_staff:
            variables = LINKS[name]
            given = {key: parts[key] for key in variables}
            assert scope.link(name, **given), name

    def test_where_there_are_no_pages_the_same_are_known(self, platform, app):
        table = app.registry.routes

        assert platform.plugins.offers() == table.offers


class TestCore:
    @staticmethod
    def asked():
        """Yield every name by which the core and our plugins ask for a page of somebody else's."""
        for path in sorted([*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                whose = ast.unparse(node.func)
                if whose.endswith((".link", "links.path", "links.offers")) and node.args:
                    name = node.args[0]
                    if isinstance(name, ast.Constant) and "." not in name.value:
                        yield name.value

    def test_it_asks_for_pages_that_can_be_offered_and_for_each(self):
        # "page" is what recovering access leads to: a link, a code, or the page to sign in at.
        # A page's template asks where staff go to see the portal as a customer.
        assert {*self.asked(), "recover_code", "impersonate"} == set(LINKS)

    def test_its_features_are_packages(self):
        for feature in FEATURES:
            folder = ROOT / feature.replace(".", "/")
            assert (folder / "routes.py").is_file() or (folder / "feature.py").is_file()
