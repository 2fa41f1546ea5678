import pytest

from core.i18n import Translator
from core.templating import environment


@pytest.fixture
def draw():
    """Render a text in Spanish, for a tenant of its own wording."""

    def render(source, **wording):
        template = environment("core", "core").from_string(source)
        return template.render({"translator": Translator("es", {}, wording), "name": "<i>"})

    return render


class TestWording:
    def test_what_a_tenant_says_is_text_and_no_html(self, draw):
        assert draw('{{ _("Cases") }}', Cases="<b>P&R</b>") == "&lt;b&gt;P&amp;R&lt;/b&gt;"

    def test_names_are_filled_in_once_escaped(self, draw):
        own = {"Hello %(name)s": "¡Hola & %(name)s!"}

        assert draw("{% trans %}Hello {{ name }}{% endtrans %}", **own) == "¡Hola &amp; &lt;i&gt;!"

    def test_what_the_code_says_may_be_html(self, draw):
        assert draw("{% trans %}<b>Hello</b> {{ name }}{% endtrans %}") == "<b>Hello</b> &lt;i&gt;"


class TestRememberedParts:
    SHOUT = (
        "{% macro _shout(word, mark='!') %}{{ log(word) }}<b>{{ word }}{{ mark }}</b>{% endmacro %}"
        "{% set shout = remembered(_shout) %}"
    )

    @pytest.fixture
    def say(self):
        translator = Translator("es", {}, {})
        drawn = []

        def say(source):
            template = environment("core", "core").from_string(self.SHOUT + source)
            return template.render(
                translator=translator, log=lambda word: drawn.append(word) or "", name="<i>"
            )

        say.drawn = drawn
        return say

    def test_the_same_part_is_drawn_once_for_all_pages(self, say):
        assert say("{{ shout('a') }}{{ shout('a') }}") == "<b>a!</b><b>a!</b>"
        assert say("{{ shout('a') }}") == "<b>a!</b>"
        assert say.drawn == ["a"]

    def test_other_arguments_are_another_part(self, say):
        assert say("{{ shout('a', mark='?') }}{{ shout(name) }}") == "<b>a?</b><b>&lt;i&gt;!</b>"

    def test_text_is_not_taken_for_the_same_text_that_is_html(self, say):
        assert say("{{ shout('<u>'|safe) }}") == "<b><u>!</b>"
        assert say("{{ shout('<u>') }}") == "<b>&lt;u&gt;!</b>"

    def test_what_can_not_be_a_key_is_drawn_each_time(self, say):
        assert say("{{ shout(['a']) }}{{ shout(['a']) }}").count("<b>") == 2
        assert say.drawn == [["a"], ["a"]]

    def test_a_plugin_that_words_it_differently_gets_its_own(self):
        packages = {"core": "core", "portal": "plugins.portal"}
        words = Translator("es", packages, {})
        source = "{% macro _word() %}{{ _('All') }}{% endmacro %}{{ remembered(_word)() }}"
        drawn = [
            environment(domain, packages[domain]).from_string(source).render(translator=words)
            for domain in ("core", "portal", "core")
        ]

        assert drawn == ["Cualquiera", "Todos", "Cualquiera"]

    def test_they_do_not_pile_up(self, say):
        say("{% for n in range(1200) %}{{ shout(n) }}{% endfor %}{{ shout(1199) }}")

        assert say.drawn == list(range(1200))
        say("{{ shout(0) }}")
        assert say.drawn[-1] == 0


class TestMacrosOfThePage:
    TWICE = (
        '{% import "core/macros/ui.jinja2" as one with context %}'
        '{% import "core/macros/ui.jinja2" as two with context %}{{ one is sameas two }}'
    )

    def test_a_page_makes_them_once(self):
        page = environment("core", "core").from_string(self.TWICE)
        values = {"translator": Translator("es", {}, {}), "static": str}

        assert page.render(**values, core_macros={}) == "True"
        assert page.render(**values) == "False"  # drawn on its own, without the page's store
