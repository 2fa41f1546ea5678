import re
from types import SimpleNamespace

import pytest

from core.i18n import Translator
from core.templating import environment
from core.web.forms import FormView
from core.web.rendering import MenuLink

PAGE = (
    '{% extends "core/LAYOUT.jinja2" %}{% block title %}My cases{% endblock %}'
    "{% block main %}<p>body</p>{% endblock %}"
)


@pytest.fixture
def draw():
    def draw(layout, page=PAGE, **values):
        template = environment("core", "core").from_string(page.replace("LAYOUT", layout))
        link = MenuLink(
            label="<Home>", url="/", icon="house", position=1, active=True, primary=False
        )
        context = {
            "request": None,
            "scope": SimpleNamespace(
                locale="es",
                tenant=SimpleNamespace(name="A & B", branding=None),
                actor=SimpleNamespace(name="Ana Pérez"),
            ),
            "translator": Translator("en", {}, {}),
            "domains": {},
            "zone": "UTC",
            "static": "/static/{}".format,
            "csrf_token": "token",
            "languages": (("es", "Español"), ("en", "English")),
            "menu": (link,),
            "flashes": [("success", "Saved"), ("danger", "Broken")],
            "page_path": "/cases?q=1",
            "theme": "dark",
            **values,
        }
        return template.render(context)

    return draw


@pytest.mark.parametrize("layout", ["layout", "layout_staff", "layout_public"])
class TestLayouts:
    def test_nothing_is_inline(self, draw, layout):
        html = draw(layout)

        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert not re.search(r"<script(?![^>]*\ssrc=)", html)

    def test_it_says_language_and_theme(self, draw, layout):
        assert '<html lang="es" data-bs-theme="dark">' in draw(layout)

    def test_languages_are_offered_in_their_own_name(self, draw, layout):
        html = draw(layout)

        assert '<button type="submit" name="language" value="en" lang="en">English</button>' in html
        assert 'name="next" value="/cases?q=1"' in html

    def test_an_error_shows_in_the_title(self, draw, layout):
        assert '<title dir="auto">My cases · A &amp; B</title>' in draw(layout)
        failed = draw(layout, form=FormView("", failed=True))
        assert '<title dir="auto">Error: My cases · A &amp; B</title>' in failed

    def test_failures_are_announced_at_once(self, draw, layout):
        html = draw(layout)

        assert re.search(r'role="alert">.*Broken', html)
        assert re.search(r'role="status"[^>]*>\s*<div[^>]*>.*Saved', html)

    def test_the_content_can_be_reached_first(self, draw, layout):
        html = draw(layout)

        assert html.index('href="#main"') < html.index("<header")
        assert '<main id="main"' in html
        assert html.count("<h1") == 1


class TestLayout:
    def test_the_menu_is_there_for_wide_and_narrow_screens(self, draw):
        html = draw("layout")

        assert html.count("&lt;Home&gt;") == 2
        assert html.count('aria-current="page"') == 2

    def test_the_panel_at_the_side_is_left_out_when_empty(self, draw):
        assert "<aside" not in draw("layout")
        assert "<aside" in draw("layout", PAGE + "{% block side %}more{% endblock %}")

    def test_nobody_signed_in_means_no_person_menu(self, draw):
        scope = SimpleNamespace(
            locale="es",
            tenant=SimpleNamespace(name="A", branding=None),
            actor=SimpleNamespace(name=""),
        )

        assert "/logout" not in draw("layout", scope=scope)


class TestErrorPage:
    def test_it_says_what_to_do(self, draw):
        html = draw(
            "",
            '{% extends "core/error.jinja2" %}',
            title="Gone",
            happened="It happened",
            kept="",
            todo="Do this",
            reference="ab<12",
            links=[("Start", "/")],
        )

        assert "It happened" in html
        assert "<code>ab&lt;12</code>" in html
