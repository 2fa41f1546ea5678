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
