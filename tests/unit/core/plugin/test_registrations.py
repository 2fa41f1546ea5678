import pytest

from core.plugin import hookspecs
from core.plugin.contributions import ActivityDetail, ActivityKind, AdminPage
from core.plugin.loading import load_plugins
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
                "'section' must be one of organisation, people, fields, plugins",
            ),
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
