"""Each organisation's own door, and a language that came by dropping a catalogue in."""

import pytest

from core import i18n
from core.tenancy.services import create_tenant

CATALAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Password"
msgstr "Contrasenya"
"""


class TestDoors:
    @pytest.mark.req("BA-P-03")
    def test_every_organisation_has_its_own_at_its_host(self, visitor):
        assert "Acme" in visitor("acme").get("/login").text
        assert "Globex" in visitor("globex").get("/login").text

    def test_a_host_that_is_nobodys_has_none(self, visitor):
        visitor("nobody").get("/login", status=404)


@pytest.fixture
def catalan(monkeypatch, tmp_path):
    """The core's catalogues with one more, as an operator would drop it in."""
    folder = i18n.folder_of
    (tmp_path / "locale").mkdir()
    for language in (folder("core") / "locale").iterdir():
        if language.is_dir():
            (tmp_path / "locale" / language.name).symlink_to(language)
    added = tmp_path / "locale" / "ca" / "LC_MESSAGES" / "core.po"
    added.parent.mkdir(parents=True)
    added.write_text(CATALAN, encoding="utf-8")
    monkeypatch.setattr(
        i18n, "folder_of", lambda name: tmp_path if name == "core" else folder(name)
    )
    kept = (i18n.read_catalogue, i18n.available_languages)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


class TestAnotherLanguage:
    @pytest.mark.req("AT-25")
    def test_a_catalogue_is_all_it_takes(self, catalan, platform, visitor):
        with platform.every_tenant() as session:
            create_tenant(session, slug="ateneu", name="Ateneu", now=platform.clock(), locale="ca")

        page = visitor("ateneu").get("/login")

        assert 'lang="ca"' in page.text
        assert "Contrasenya" in page.text
        assert "Català" in page.text
