"""A plugin that clashes or is not for this version is left out, and all the rest starts."""

import sys
import textwrap
from dataclasses import replace

import pytest
from sqlalchemy import select
from webtest import TestApp

from core.activity.models import Activity
from core.activity.services import record_activity
from core.app import create_app
from core.db.base import Model
from core.platform import Platform

MANIFEST = """
from core.plugin import hookimpl
from core.plugin.contributions import MenuItem
from core.plugin.manifest import PluginManifest

@hookimpl
def register_plugin():
    return PluginManifest(name="{name}", title="{name}", package="{package}", {more})
"""
ROUTES = """
def includeme(config):
    config.add_route("{route}", "{path}", audience="public")
"""
VIEWS = """
from pyramid.view import view_config

@view_config(route_name="{route}")
def show(request):
    request.response.text = "from {route}"
    return request.response
"""
ADMIN_PAGE = """
from core.plugin import hookimpl
from core.plugin.contributions import AdminPage
from core.plugin.manifest import PluginManifest

@hookimpl
def register_plugin():
    return PluginManifest(name="fence_p", title="Fence", package="fence_p")

@hookimpl
def register_admin_pages():
    return [
        AdminPage(
            title="Fence", route="fence_p.page", section="plugins", permission="fence_p:see"
        )
    ]
"""
TABLE = """
from sqlalchemy.orm import Mapped, mapped_column
from core.db.base import Model, TenantOwned

class Row({bases}):
    __tablename__ = "{table}"
    {key}
"""
REVISION = """
revision = "{revision}"
down_revision = None
branch_labels = ({branch!r},)
depends_on = ("core0005",)

def upgrade(): pass
def downgrade(): pass
"""


@pytest.fixture
def write(tmp_path):
    """Write the files of plugins into a folder to try plugins out from."""
    folder = tmp_path / "plugins_dir"
    known = set(sys.modules)
    tables = set(Model.metadata.tables)

    def write(package, files, more="", name=""):
        home = folder / package
        home.mkdir(parents=True)
        plugin = MANIFEST.format(name=name or package, package=package, more=more)
        for path, content in {"__init__.py": "", "plugin.py": plugin, **files}.items():
            target = home / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(content))

    write.folder = folder
    yield write
    sys.path[:] = [one for one in sys.path if one != str(folder)]
    for module in set(sys.modules) - known:
        if str(folder) in str(getattr(sys.modules[module], "__file__", "")):
            del sys.modules[module]
    for table in set(Model.metadata.tables) - tables:
        Model.metadata.remove(Model.metadata.tables[table])


@pytest.fixture
def start(platform, write):
    """Start the application with those plugins; return a client and the rules that were broken."""

    platforms = []

    def start():
        write.folder.mkdir(exist_ok=True)
        started = Platform.start(replace(platform.settings, plugins_dir=str(write.folder)))
        platforms.append(started)
        app = create_app(platform=started)
        client = TestApp(app, extra_environ={"HTTP_HOST": "acme.localhost:6543"})
        assert "From" in client.get("/login").text or client.get("/login").status_int == 200
        return client, {error.plugin: error.rule for error in started.plugins.left_out}

    yield start
    for started in platforms:
        started.breaker_store.settle()
        started.engine.dispose()


def routes(route, path, *, view=""):
    return {
        "routes.py": ROUTES.format(route=route, path=path),
        "views.py": VIEWS.format(route=view or route),
    }


class TestCreateApp:
    def test_a_route_under_another_name_is_refused(self, write, start):
        write("fence_a", routes("portal.home", "/fence"))

        assert start()[1] == {"fence_a": "route-name"}

    @pytest.mark.parametrize("path", ["/cases/new", "/cases/new/", "/verify/{other}"])
    def test_a_path_that_is_taken_is_refused(self, write, start, path):
        write("fence_b", routes("fence_b.home", path))

        assert start()[1] == {"fence_b": "clash-path"}

    @pytest.mark.parametrize("path", ["/{all:.*}", "/*all", "/x/{plugin}", "/x/other/page"])
    def test_a_path_that_could_be_anybodys_is_refused(self, write, start, path):
        write("fence_v", routes("fence_v.home", path))

        assert start()[1] == {"fence_v": "clash-path"}

    def test_of_two_that_want_a_path_the_first_by_name_has_it(self, write, start):
        write("fence_c", routes("fence_c.home", "/fence"))
        write("fence_d", routes("fence_d.home", "/fence"))

        client, rules = start()

        assert rules == {"fence_d": "clash-path"}
        assert client.get("/fence").text == "from fence_c.home"

    @pytest.mark.parametrize("view", ["core.plugins", "portal.home"])
    def test_a_view_for_a_route_of_others_is_refused(self, write, start, view):
        write("fence_e", routes("fence_e.home", "/fence", view=view))

        client, rules = start()

        assert rules == {"fence_e": "view-route"}
        client.get("/fence", status=404)

    @pytest.mark.parametrize(
        ("route", "path"),
        [
            ("fence_p.page", "/fence"),  # for anybody
            ("fence_p.page", "/fence/{id}"),
            ("fence_p.other", "/fence"),
        ],
    )
    def test_a_page_for_administrators_to_which_no_tab_can_lead_is_refused(
        self, write, start, route, path
    ):
        write("fence_p", {**routes(route, path), "plugin.py": ADMIN_PAGE})

        client, rules = start()

        assert rules == {"fence_p": "admin-page"}
        client.get(path.format(id=1), status=404)

    def test_routes_that_end_the_process_are_refused(self, write, start):
        write("fence_f", {"routes.py": "def includeme(config): raise SystemExit"})

        assert start()[1] == {"fence_f": "routes"}

    @pytest.mark.parametrize("end", ["raise SystemExit", "raise ImportError('no')", "1 // 0"])
    def test_a_module_that_cannot_be_imported_is_left_out(self, write, start, end):
        write("fence_g", {"plugin.py": end})

        assert start()[1] == {"fence_g": "import"}

    def test_a_table_under_another_name_is_refused(self, write, start):
        table = TABLE.format(bases="TenantOwned, Model", table="fenced_row", key="")
        write("fence_h", {"models.py": table})

        assert start()[1] == {"fence_h": "table-name"}

    def test_a_table_that_is_there_already_is_refused(self, write, start):
        table = TABLE.format(bases="TenantOwned, Model", table="support_case", key="")
        write("fence_i", {"models.py": table})

        assert start()[1] == {"fence_i": "import"}

    def test_a_table_of_no_tenant_is_refused(self, write, start):
        key = "id: Mapped[int] = mapped_column(primary_key=True)"
        write("fence_j", {"models.py": TABLE.format(bases="Model", table="fence_j_row", key=key)})

        assert start()[1] == {"fence_j": "table-tenant"}

    def test_a_catalogue_of_another_domain_is_refused(self, write, start):
        write("fence_k", {"locale/es/LC_MESSAGES/portal.po": ""})

        assert start()[1] == {"fence_k": "catalogue-domain"}

    @pytest.mark.parametrize(
        ("revision", "branch", "rule"),
        [
            ("fence_l0001", "portal", "migration-branch"),
            ("other0001", "fence_l", "migration-name"),
            ("core0001", "fence_l", "migrations"),
        ],
    )
    def test_migrations_on_another_branch_are_refused(self, write, start, revision, branch, rule):
        text = REVISION.format(revision=revision, branch=branch)
        write("fence_l", {f"migrations/versions/{revision}_x.py": text})

        assert start()[1] == {"fence_l": rule}

    def test_another_version_of_the_interface_is_refused(self, write, start):
        write("fence_m", {}, more="api=(2, 0)")

        assert start()[1] == {"fence_m": "api-version"}

    def test_settings_without_defaults_are_refused(self, write, start):
        more = "settings_schema=__import__('colander').SequenceSchema"
        write("fence_n", {}, more=more)

        assert start()[1] == {"fence_n": "settings"}

    def test_a_wrapper_is_refused(self, write, start):
        text = MANIFEST.format(name="fence_o", package="fence_o", more="") + (
            "\n@hookimpl(wrapper=True)\ndef menu_items():\n    yield\n    return []\n"
        )
        write("fence_o", {"plugin.py": text})

        assert start()[1] == {"fence_o": "hook-wrapper"}

    def test_a_class_that_cannot_be_mapped_keeps_no_other_from_the_database(self, write, start):
        key = "other = relationship('Nowhere')"
        table = TABLE.format(bases="TenantOwned, Model", table="fence_q_row", key=key)
        write("fence_q", {"models.py": f"from sqlalchemy.orm import relationship\n{table}"})

        assert start()[1] == {"fence_q": "table-mapping"}

    def test_what_a_module_declared_before_it_failed_is_taken_back(self, write, start):
        key = "other = relationship('Nowhere')"
        table = TABLE.format(bases="TenantOwned, Model", table="fence_r_row", key=key)
        models = f"from sqlalchemy.orm import relationship\n{table}\n1 // 0\n"
        write("fence_r", {"models.py": models})

        assert start()[1] == {"fence_r": "import"}

    def test_what_would_hear_of_every_request_is_refused(self, write, start):
        files = routes("fence_s.home", "/fence")
        files["views.py"] += (
            "\nfrom pyramid.events import NewRequest, subscriber\n"
            "@subscriber(NewRequest)\ndef hear(event): 1 // 0\n"
        )
        write("fence_s", files)

        client, rules = start()

        assert rules == {"fence_s": "view-only"}
        client.get("/fence", status=404)

    @pytest.mark.parametrize(
        "line",
        [
            "actor(name='core.deliver_event')(lambda scope: None)",
            "every(timedelta(), 'fence_t.tick', plugin='fence_t')",
            "every(timedelta(days=9), 'identity.purge', plugin='core')",
        ],
    )
    def test_jobs_in_the_place_of_others_are_refused(self, write, start, line):
        tasks = f"from datetime import timedelta\nfrom core.jobs import actor, every\n{line}\n"
        write("fence_t", {"tasks.py": tasks})

        assert start()[1] == {"fence_t": "import"}


class TestAViewThatEndsTheProcess:
    @pytest.mark.parametrize("error", ["SystemExit", "GeneratorExit", "OwnError"])
    def test_it_fails_alone_and_keeps_nothing(self, write, start, as_customer, open_scope, error):
        files = routes("fence_u.home", "/x/fence_u")
        files["views.py"] = f"""
            from pyramid.view import view_config
            from core.activity.services import record_activity

            class OwnError(BaseException):
                pass

            @view_config(route_name="fence_u.home")
            def show(request):
                record_activity(request.scope, "hostile")
                request.scope.session.flush()
                raise {error}
            """
        write("fence_u", files)
        customer = as_customer()
        client, rules = start()
        page = TestApp(client.app, extra_environ=client.extra_environ, cookiejar=customer.cookiejar)

        answer = page.get("/x/fence_u", status=500)

        assert rules == {}
        assert "Something went wrong" in answer.text
        with open_scope() as scope:  # on SQLite there is one lock for all who write
            traces = select(Activity.id).where(Activity.kind == "hostile")
            assert scope.session.scalars(traces).all() == []
            record_activity(scope, "fine")


class TestAPluginOfOneFile:
    @pytest.fixture
    def visit(self, write, start, platform, as_customer):
        """Start with a plugin that adds a menu entry, and return the home page of a customer."""

        def visit(name, entry):
            write.folder.mkdir()
            text = MANIFEST.format(name=name, package=name, more="") + (
                f"\n@hookimpl\ndef menu_items(slot):\n    return [{entry}]\n"
            )
            (write.folder / f"{name}.py").write_text(text)
            customer = as_customer()
            client, rules = start()
            assert rules == {}
            return TestApp(
                client.app, extra_environ=client.extra_environ, cookiejar=customer.cookiejar
            ).get("/")

        return visit

    def test_it_works_in_the_running_application(self, visit):
        page = visit("fence_p", "MenuItem(label='One file', route='portal.home')")

        assert "One file" in page.text

    def test_its_personal_entry_stands_under_the_persons_name(self, visit):
        entry = "MenuItem(label='My things', route='portal.home', personal=True)"
        html = visit("fence_w", entry).html

        person = [link.get_text(strip=True) for link in html.select(".v-drop-panel a")]
        assert person == ["My things", "My profile", "Settings"]
        assert "My things" not in html.select_one(".v-menu-list").get_text()
