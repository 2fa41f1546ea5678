import textwrap
from types import ModuleType

import pytest

from core.plugin import loading
from core.plugin.loading import load_plugins
from core.plugin.manifest import Permission
from tests.unit.core.plugin.modules import make_plugin


def rules(registry):
    return {error.plugin: error.rule for error in registry.left_out}


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

    def test_it_refuses_a_misspelt_hook(self):
        def case_craeted(scope, case_id): ...

        registry = load_plugins(modules=[make_plugin("typo", case_craeted)])

        assert rules(registry)["typo"] == "unknown-hook"

    def test_it_refuses_a_parameter_that_the_hook_does_not_have(self):
        def case_created(scope, ticket): ...

        registry = load_plugins(modules=[make_plugin("typo", case_created)])

        assert rules(registry)["typo"] == "hook-signature"

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
