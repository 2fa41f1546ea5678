import os
import textwrap
from types import ModuleType

import colander
import pytest

from core.db.base import Model
from core.identity.permissions import READ_ACCOUNT_CASES
from core.jobs.registry import list_actors, load_core_tasks
from core.plugin import loading
from core.plugin.loading import RESERVED, load_plugins
from core.plugin.manifest import Permission
from tests.support.made_plugins import MadePlugin
from tests.unit.core.plugin.modules import make_plugin

TRYOUT = """
from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest

@hookimpl
def register_plugin():
    return PluginManifest(name="{name}", title="T", package="{name}")
"""


def rules(registry):
    return {error.plugin: error.rule for error in registry.left_out}


def reasons(registry):
    return {error.plugin: error.detail for error in registry.left_out}


class Undecided:
    def __bool__(self):
        raise RuntimeError("that is hard to say")


class Sly(str):
    __slots__ = ()


class TestLoadPlugins:
    def test_it_keeps_what_is_right(self):
        registry = load_plugins(modules=[make_plugin("good")])

        assert "good" in registry.plugins
        assert "good" not in rules(registry)

    def test_it_finds_plugins_in_a_folder(self, tmp_path):
        (tmp_path / "tryout_one.py").write_text(
            textwrap.dedent(
                """
                from core.plugin import hookimpl
                from core.plugin.manifest import PluginManifest

                @hookimpl
                def register_plugin():
                    return PluginManifest(name="tryout", title="T", package="tryout_one")
                """
            )
        )
        (tmp_path / "tryout_bad.py").write_text("raise ImportError('no such library')")

        registry = load_plugins(str(tmp_path))

        assert "tryout" in registry.plugins
        assert rules(registry)["tryout_bad"] == "import"

    def test_it_takes_several_folders_and_the_projects_in_them(self, tmp_path):
        for folder, name in (("one", "tryout_first"), ("two/ventanilla-second", "tryout_second")):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / f"{name}.py").write_text(TRYOUT.format(name=name))
        (tmp_path / "two/ventanilla-second/setup.cfg").write_text("")
        (tmp_path / "two/ventanilla-second/conftest.py").write_text("1 / 0")
        package = MadePlugin(tmp_path / "two", "tryout_third")

        registry = load_plugins(os.pathsep.join([f"{tmp_path}/one", f"{tmp_path}/two"]))
        package.forget()

        assert {"tryout_first", "tryout_second", "tryout_third"} <= set(registry.plugins)
        assert registry.left_out == []
        assert {"tryout_first", "tryout_second", "made_tryout_third"} <= set(registry.packages)

    def test_of_two_files_with_one_name_the_second_is_refused(self, tmp_path):
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "tryout_same.py").write_text(TRYOUT.format(name="tryout_same"))

        registry = load_plugins(os.pathsep.join([f"{tmp_path}/one", f"{tmp_path}/two"]))

        assert "tryout_same" in registry.plugins
        assert reasons(registry)["tryout_same"] == (
            f"ImportError: there is another module of that name: {tmp_path}/one/tryout_same.py."
            " Rename it"
        )

    def test_a_file_that_is_called_like_one_of_pythons_is_refused(self, tmp_path):
        (tmp_path / "json.py").write_text(TRYOUT.format(name="tryout_json"))

        registry = load_plugins(str(tmp_path))

        assert "there is another module of that name" in reasons(registry)["json"]

    @pytest.mark.parametrize("trouble", ["raise SystemExit(0)", "raise BaseException('no')"])
    def test_one_that_ends_the_program_at_its_import_is_left_out(self, tmp_path, trouble):
        (tmp_path / "tryout_end.py").write_text(trouble)

        assert rules(load_plugins(str(tmp_path)))["tryout_end"] == "import"

    def test_a_package_in_the_place_of_its_folder_is_refused_in_one_sentence(self, tmp_path):
        package = tmp_path / "tryout_package"
        package.mkdir()
        for name in ("__init__", "plugin", "models", "views"):
            (package / f"{name}.py").write_text("")

        registry = load_plugins(str(package))

        assert reasons(registry) == {
            "tryout_package": f"name the folder that it stands in: {tmp_path}"
        }

    def test_it_refuses_a_misspelt_hook(self):
        def case_craeted(scope, case_id): ...

        registry = load_plugins(modules=[make_plugin("typo", case_craeted)])

        assert rules(registry)["typo"] == "unknown-hook"
        assert reasons(registry)["typo"] == (
            "there is no hook 'case_craeted'. Is 'case_created' meant?"
        )

    def test_it_refuses_a_hook_whose_mark_was_forgotten(self):
        module = make_plugin("silent")

        def case_created(scope): ...

        case_created.__module__ = module.__name__
        module.case_created = case_created

        registry = load_plugins(modules=[module])

        assert rules(registry)["silent"] == "hook-unmarked"

    def test_a_function_that_it_only_imports_may_be_called_like_a_hook(self):
        module = make_plugin("good")
        module.case_created = lambda scope: None

        assert "good" in load_plugins(modules=[module]).plugins

    def test_it_refuses_a_parameter_that_the_hook_does_not_have(self):
        def case_created(scope, ticket): ...

        registry = load_plugins(modules=[make_plugin("typo", case_created)])

        assert rules(registry)["typo"] == "hook-signature"
        assert reasons(registry)["typo"] == (
            "its hook 'case_created' asks for 'ticket'; it is given scope, case_id, event."
        )

    def test_it_refuses_hooks_that_nobody_would_run_to_their_end(self):
        async def check_case(scope): ...

        def check_note(scope):
            yield

        registry = load_plugins(
            modules=[make_plugin("later", check_case), make_plugin("lazy", check_note)]
        )

        assert rules(registry) == {"later": "hook-signature", "lazy": "hook-signature"}

    @pytest.mark.parametrize(
        "manifest",
        [
            {"requires": None},
            {"requires": (42,)},
            {"requires": "portal"},
            {"on_by_default": Undecided()},
            {"permissions": None},
            {"permissions": (one for one in ())},
            {"permissions": (42,)},
            {"permissions": [Permission(name=42, title="")]},
            {"permissions": [Permission(name="odd:see", title=Sly("x"))]},
            {"permissions": [Permission(name="odd:see", title="", roles=None)]},
            {"api": "1.0"},
            {"api": (1.0, 0)},
            {"version": 1},
            {"description": Sly("x")},
            {"mails": [("reminder", "a reminder")]},
            {"mails": {"reminder": Sly("x")}},
            {"settings_schema": {"days": 3}},
            {"settings_schema": colander.MappingSchema()},
        ],
    )
    def test_it_refuses_a_manifest_that_holds_something_else(self, manifest):
        registry = load_plugins(modules=[make_plugin("odd", **manifest)])

        assert rules(registry)["made_odd"] == "no-manifest"
        assert "portal" in registry.plugins

    def test_an_import_that_does_not_come_back_holds_up_nobody(self, tmp_path, monkeypatch):
        monkeypatch.setattr(loading, "IMPORT_LIMIT", 2.0)
        (tmp_path / "tryout_slow.py").write_text("import time; time.sleep(60)")

        registry = load_plugins(str(tmp_path))

        assert rules(registry)["tryout_slow"] == "import"
        assert "portal" in registry.plugins

    def test_it_says_in_which_line_of_the_plugin_importing_failed(self, tmp_path):
        (tmp_path / "tryout_lost.py").write_text("import sys\nimport json.nowhere\n")

        registry = load_plugins(str(tmp_path))

        assert reasons(registry)["tryout_lost"] == (
            "ModuleNotFoundError: No module named 'json.nowhere' (tryout_lost.py, line 2)"
        )

    @pytest.mark.parametrize("name", sorted(RESERVED))
    def test_it_refuses_a_name_that_the_core_uses(self, name):
        registry = load_plugins(modules=[make_plugin(name)])

        assert reasons(registry)[name] == "the core has things of that name; choose another."

    def test_the_names_that_the_core_uses_are_all_reserved(self):
        load_core_tasks()
        registry = load_plugins()
        used = {
            *registry.features,
            *(one.name.partition(":")[0] for one in registry.permissions_of(frozenset())),
            READ_ACCOUNT_CASES.partition(":")[0],
            *(
                job.name.partition(".")[0]
                for job in list_actors()
                if job.origin.startswith("core.")
            ),
            *(
                model.__tablename__.partition("_")[0]
                for model in Model.__subclasses__()
                if model.__module__.startswith("core.")
            ),
        }

        assert used - RESERVED == set()

    def test_it_refuses_a_second_plugin_of_a_name(self):
        registry = load_plugins(modules=[make_plugin("twin"), make_plugin("twin")])

        assert rules(registry)["twin"] == "clash-name"
        assert "twin" in registry.plugins

    @pytest.mark.parametrize("name", ["core", "Hello", "a-b", "x", "", "1st"])
    def test_it_refuses_a_name_that_is_none(self, name):
        assert rules(load_plugins(modules=[make_plugin(name)]))[name] == "name"

    @pytest.mark.parametrize("api", [(2, 0), (1, 99), (0, 9)])
    def test_it_refuses_another_version_of_the_api(self, api):
        registry = load_plugins(modules=[make_plugin("later", api=api)])

        assert rules(registry)["later"] == "api-version"

    def test_it_refuses_a_permission_of_somebody_else(self):
        stolen = Permission(name="cases:answer", title="Answer")

        registry = load_plugins(modules=[make_plugin("thief", permissions=[stolen])])

        assert rules(registry)["thief"] == "permission-name"

    def test_it_leaves_out_whoever_needs_what_is_missing(self):
        plugins = [
            make_plugin("first", requires=("absent",)),
            make_plugin("second", requires=("first",)),
        ]

        registry = load_plugins(modules=plugins)

        assert rules(registry)["first"] == rules(registry)["second"] == "requires"
        assert not {"first", "second"} & set(registry.plugins)

    def test_it_survives_a_module_without_a_manifest(self):
        registry = load_plugins(modules=[ModuleType("nothing")])

        assert rules(registry)["nothing"] == "no-manifest"

    def test_it_says_what_is_wrong_in_a_sentence(self):
        registry = load_plugins(modules=[make_plugin("needy", requires=("absent",))])

        assert str(registry.left_out[-1]) == (
            "Plugin 'needy' was left out: it needs 'absent', not installed."
        )


class TestEnabledBy:
    def test_a_plugin_is_off_while_one_that_it_needs_is_off(self):
        registry = load_plugins(
            modules=[make_plugin("base"), make_plugin("extra", requires=("base",))]
        )

        assert {"base", "extra"} <= registry.enabled_by({})
        assert not {"base", "extra"} & registry.enabled_by({"base": False})
        assert "base" in registry.enabled_by({"extra": False})

    def test_it_honours_off_by_default(self):
        registry = load_plugins(modules=[make_plugin("shy", on_by_default=False)])

        assert "shy" not in registry.enabled_by({})
        assert "shy" in registry.enabled_by({"shy": True})


class TestHooksFor:
    def test_the_same_set_has_the_same_hooks(self):
        registry = load_plugins(modules=[make_plugin("good")])

        assert registry.hooks_for({"good"}) is registry.hooks_for(["good"])
