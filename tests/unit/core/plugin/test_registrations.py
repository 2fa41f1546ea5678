import importlib

import click
import pytest

from core.command_names import COMMANDS, GROUPS
from core.plugin import hookspecs
from core.plugin.contributions import (
    ActivityDetail,
    ActivityKind,
    AdminPage,
    AdminSection,
    Channel,
    EncryptedColumn,
    Service,
)
from core.plugin.loading import load_plugins
from core.tenancy.models import Tenant
from tests.support.tree import ROOT
from tests.unit.core.plugin.modules import make_plugin


def load_with(answer):
    """Load a plugin whose kinds of activity are what the function returns."""

    def register_activity():
        return answer()

    return load_plugins(modules=[make_plugin("stars", register_activity)])


def kind(name, **parts):
    return ActivityKind(name=name, title="Rated", **parts)


def detail(words):
    return ActivityDetail(key="score", label="Score", words=words)


class Sly(str):
    """Looks like text, and fails when it is shown."""

    __slots__ = ()

    def __str__(self):
        raise RuntimeError


class SlySection(AdminSection):
    """Is no section, whatever it says."""

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = AdminSection.__hash__


class Words(dict):
    def get(self, *_given):
        raise RuntimeError


class TestRegisterActivity:
    def test_it_keeps_what_is_right(self):
        registry = load_with(lambda: [kind("stars.rated"), kind("stars.asked_again")])

        assert "stars" in registry.plugins
        assert registry.registrations.activity["stars.rated"][0] == "stars"

    @pytest.mark.parametrize(
        ("answer", "rule", "said"),
        [
            (lambda: [kind("rated")], "activity-name", "must begin 'stars.'"),
            (lambda: [kind("login")], "activity-name", "must begin 'stars.'"),
            (lambda: [kind("stars.")], "activity-name", "small letters"),
            (lambda: [kind("stars.Rated now")], "activity-name", "small letters"),
            (lambda: [kind(f"stars.{'x' * 60}")], "activity-name", "no more than 60"),
            (lambda: [kind("stars.rated")] * 2, "activity-name", "twice"),
            (lambda: [kind("stars.rated", details=("score",))], "activity", "ActivityDetail"),
            (lambda: [kind("stars.rated", details=["score"])], "activity", "not tuple"),
            (lambda: [kind(None)], "activity", "not str"),
            (
                lambda: [ActivityDetail(key="score", label="Score", describe="high")],
                "activity",
                "'describe' is str",
            ),
            (lambda: [kind("stars.rated", details=(Words(),))], "activity", "ActivityDetail"),
            (lambda: [ActivityKind(name="stars.rated", title=Sly())], "activity", "plain text"),
            (lambda: [kind("stars.rated", details=(detail({"5": Sly()}),))], "activity", "'words'"),
            (lambda: [kind("stars.rated", details=(detail(Words()),))], "activity", "'words'"),
            (lambda: {"stars.rated": "Rated"}, "activity", "instead of a list"),
            (lambda: ["stars.rated"], "activity", "among its list of ActivityKind"),
            (lambda: 1 / 0, "activity", "ZeroDivisionError"),
        ],
    )
    def test_it_leaves_out_a_plugin_whose_kinds_are_no_use(self, answer, rule, said):
        registry = load_with(answer)

        error = next(one for one in registry.left_out if one.plugin == "stars")
        assert (error.rule, said in error.detail) == (rule, True), error.detail
        assert "stars" not in registry.plugins
        assert not any(name.startswith("stars") for name in registry.registrations.activity)

    def test_a_plugin_that_is_left_out_later_takes_its_kinds_with_it(self):
        registry = load_with(lambda: [kind("stars.rated")])

        registry.reject(next(iter(load_with(lambda: 1 / 0).left_out)))

        assert "stars.rated" not in registry.registrations.activity


class TestRegisterAdminPages:
    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"route": "core.audit"}, "must begin 'stars.'"),
            (
                {"section": "attic"},
                "'section' must be one of organisation, people, fields, plugins, or an",
            ),
            ({"section": 1}, "'section' is int"),
            ({"section": AdminSection(title=Sly("Stars"))}, "plain text"),
            ({"section": SlySection(title="Stars")}, "must be an AdminSection"),
            ({"permission": ""}, "must name a permission"),
            ({"title": None}, "'title' is NoneType, not str"),
            ({"title": Sly("Stars")}, "plain text"),
            ({"position": "first"}, "'position' is str, not int"),
        ],
    )
    def test_it_leaves_out_a_plugin_whose_pages_are_no_use(self, parts, said):
        whole = {
            "title": "Stars",
            "route": "stars.page",
            "section": "plugins",
            "permission": "stars:see",
        }

        def register_admin_pages():
            return [AdminPage(**{**whole, **parts})]

        registry = load_plugins(modules=[make_plugin("stars", register_admin_pages)])

        error = next(one for one in registry.left_out if one.plugin == "stars")
        assert (error.rule, said in error.detail) == ("admin-page", True), error.detail


class TestFeatures:
    def test_no_two_register_the_same_kind(self):
        found = load_plugins().registrations.of(hookspecs.register_activity)
        names = [kind.name for _owner, kind in found]

        assert len(names) == len(set(names)) > 30

    def test_each_mail_of_ours_has_a_name_on_record(self):
        templates = {path.stem for path in (ROOT / "core/mail/templates").glob("*.jinja2")}

        assert load_plugins().registrations.mails.keys() >= templates - {"layout", "parts"}


def register(*commands):
    def register_commands():
        return list(commands)

    return register_commands


def group(name, *below):
    return click.Group(name, commands=[click.Command(one) for one in below])


class TestCommands:
    def test_they_stand_alone_or_in_a_group_of_the_core(self):
        visits = group("visits", "list")
        registry = load_plugins(
            modules=[make_plugin("visits", register(visits, group("mail", "collect")))]
        )

        added = [one for one in registry.registrations.commands() if one.plugin == "visits"]
        assert [(one.group, one.name) for one in added] == [
            ("mail", "collect"),
            ("ventanilla", "visits"),
        ]

    @pytest.mark.parametrize(
        ("commands", "rule", "said"),
        [
            ([click.Command("serve")], "clash-command", "the core has a command 'serve'"),
            ([click.Command("mail")], "clash-command", "the core has a command 'mail'"),
            ([group("mail", "resend")], "clash-command", "the core has a command 'mail resend'"),
            ([group("demo", "more")], "clash-command", "the core has a command 'demo'"),
            ([click.Command("a"), click.Command("a")], "clash-command", "'a' twice"),
            ([click.Command("Fetch all")], "command", "'Fetch all' must be small letters"),
            ([click.Command(None)], "command", "must be small letters"),
            (["fetch"], "command", "answered str among its list of Command"),
            ([click.command], "command", "answered function among its list of Command"),
        ],
    )
    def test_a_plugin_is_left_out_whose_commands_are_no_use(self, commands, rule, said):
        registry = load_plugins(modules=[make_plugin("stars", register(*commands))])

        error = next(one for one in registry.left_out if one.plugin == "stars")
        assert (error.rule, said in error.detail) == (rule, True), error.detail

    def test_of_two_plugins_with_the_same_command_the_first_keeps_it(self):
        one, other = (
            make_plugin(name, register(group("mail", "collect"))) for name in ("moons", "stars")
        )

        registry = load_plugins(modules=[other, one])

        (error,) = (left for left in registry.left_out if left.plugin == "stars")
        assert error.rule == "clash-command"
        assert "'mail collect' is one of the plugin 'moons'" in error.detail

    def test_the_groups_of_the_core_are_those_it_has(self):
        found = {
            name: importlib.import_module(f"core.commands.{name}").command for name in COMMANDS
        }

        assert {
            name: sorted(one.commands)
            for name, one in found.items()
            if isinstance(one, click.Group)
        } == {name: list(below) for name, below in GROUPS.items()}


class TestChannels:
    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (["Pigeon"], "'Pigeon' must be at most sixty small letters"),
            (["x" * 61], "must be at most sixty small letters"),
            ([Sly("pigeon")], "plain text"),
            (["pigeon", "pigeon"], "'pigeon' twice"),
        ],
    )
    def test_a_plugin_is_left_out_whose_channels_are_no_use(self, names, said):
        def register_channels():
            return [Channel(name=name, title="Pigeon") for name in names]

        registry = load_plugins(modules=[make_plugin("stars", register_channels)])

        error = next(one for one in registry.left_out if one.plugin == "stars")
        assert (error.rule, said in error.detail) == ("channel", True), error.detail


class TestServices:
    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"name": "watch"}, "must be called 'stars.<name>'"),
            ({"name": "moons.watch"}, "must be called 'stars.<name>'"),
            ({"title": Sly("Watches")}, "plain text"),
            ({"run": "watch"}, "'run' is str, not Callable"),
        ],
    )
    def test_a_plugin_is_left_out_whose_services_are_no_use(self, parts, said):
        def register_services():
            whole = {"name": "stars.watch", "title": "Watches", "run": print}
            return [Service(**whole | parts)]

        registry = load_plugins(modules=[make_plugin("stars", register_services)])

        error = next(one for one in registry.left_out if one.plugin == "stars")
        assert (error.rule, said in error.detail) == ("service", True), error.detail


def test_a_plugin_is_left_out_whose_encrypted_columns_are_no_tenants():
    def register_encrypted_columns():
        return [EncryptedColumn(model=Tenant, column="slug", purpose_of=str)]

    registry = load_plugins(modules=[make_plugin("stars", register_encrypted_columns)])

    error = next(one for one in registry.left_out if one.plugin == "stars")
    assert error.rule == "encrypted-column"
