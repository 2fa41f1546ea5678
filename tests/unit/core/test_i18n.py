import pytest
from translationstring import TranslationStringFactory

from core.i18n import Translator, isolate, plural_index

_ = TranslationStringFactory("core")


class TestTranslator:
    def test_the_tenants_wording_comes_first(self):
        translator = Translator("es", {"core": "core"}, {"Sign in": "ENTRAR"})

        assert translator.translate(_("Sign in")) == "ENTRAR"

    def test_an_unknown_language_falls_back_to_the_text_itself(self):
        assert Translator("xx", {"core": "core"}, {}).gettext("Save") == "Save"

    def test_it_fills_in_names(self):
        text = _("${count} files", mapping={"count": 3})

        assert Translator("en", {"core": "core"}, {}).translate(text) == "3 files"

    def test_what_it_fills_in_is_translated_too(self):
        text = _("Fill in “${label}”.", mapping={"label": _("Password")})

        found = Translator("es", {"core": "core"}, {}).translate(text)

        assert found == "Complete «Contraseña»."

    def test_what_it_fills_in_keeps_its_direction_to_itself(self):
        text = _("Fill in “${label}”.", mapping={"label": "لون"})

        found = Translator("de", {"core": "core"}, {}).translate(text)

        assert found == "Füllen Sie „\u2068لون\u2069“ aus."

    def test_plain_text_is_left_alone(self):
        assert Translator("es", {"core": "core"}, {"Save": "Guardar"}).translate("Save") == "Save"


class TestIsolate:
    @pytest.mark.parametrize("text", ["", "Ana (1)", "Zoë – 東京", "\N{GRINNING FACE}"])
    def test_what_turns_nothing_is_left_as_it_is(self, text):
        assert isolate(text) == text

    @pytest.mark.parametrize(
        ("text", "isolated"),
        [
            ("دانا", "\u2068دانا\u2069"),
            ("١٢", "\u2068١٢\u2069"),
            ("a\u202egnp.exe", "\u2068a\u202egnp.exe\u2069"),
            ("a\u2069\u202eb", "\u2068a\u202eb\u2069"),  # nothing ends it from within
            ("\u2067a", "\u2068\u2067a\u2069\u2069"),  # and nothing outlasts it
            ("\u2067a\u2069b", "\u2068\u2067a\u2069b\u2069"),
        ],
    )
    def test_what_turns_its_neighbours_is_shut_in(self, text, isolated):
        assert isolate(text) == isolated


class TestReadCatalogue:
    @pytest.mark.parametrize(
        "content",
        [b'msgid "Save"\nmsgstr "\xff\xfe"\n', b'msgid ""\nmsgstr "Content-Type: x; charset=no"\n'],
    )
    def test_one_that_cannot_be_read_leaves_the_texts_as_they_are(
        self, content, tmp_path, monkeypatch
    ):
        folder = tmp_path / "spoilt_words" / "locale" / "es" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (tmp_path / "spoilt_words" / "__init__.py").touch()
        (folder / "spoilt.po").write_bytes(content)
        monkeypatch.syspath_prepend(tmp_path)
        translator = Translator("es", {"spoilt": "spoilt_words"}, {})

        assert translator.gettext("Save", "spoilt") == "Save"


POLISH = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural="
"(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"

msgid "%(num)s option"
msgid_plural "%(num)s options"
msgstr[0] "%(num)s opcja"
msgstr[1] "%(num)s opcje"
msgstr[2] "%(num)s opcji"
"""


class TestPluralForms:
    @pytest.fixture
    def translate(self, tmp_path, monkeypatch):
        folder = tmp_path / "dropped_in" / "locale" / "pl" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (tmp_path / "dropped_in" / "__init__.py").touch()
        (folder / "dropped.po").write_text(POLISH, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

        def translate(number, **wording):
            translator = Translator("pl", {"dropped": "dropped_in"}, wording)
            return translator.ngettext("%(num)s option", "%(num)s options", number, "dropped")

        return translate

    @pytest.mark.parametrize(
        ("number", "said"),
        [(0, "opcji"), (1, "opcja"), (2, "opcje"), (5, "opcji"), (12, "opcji"), (22, "opcje")],
    )
    def test_a_language_that_was_dropped_in_may_have_three(self, translate, number, said):
        assert translate(number) == f"%(num)s {said}"

    def test_each_can_be_worded(self, translate):
        wording = {"%(num)s option": "jedna", "%(num)s option\x1f1": "kilka"}

        assert translate(1, **wording) == "jedna"
        assert translate(22, **wording) == "kilka"
        assert translate(5, **wording) == "%(num)s opcji"

    @pytest.mark.parametrize(
        ("locale", "indices"),
        [
            ("ar", [0, 1, 2, 3, 5, 4]),
            ("ru", [2, 0, 1, 2, 2, 2]),
            ("fr", [0, 0, 1, 1, 1, 1]),
            ("ja", [0, 0, 0, 0, 0, 0]),
            ("xx", [1, 0, 1, 1, 1, 1]),
        ],
    )
    def test_how_many_there_are_is_the_languages_affair(self, locale, indices):
        assert [plural_index(locale, number) for number in (0, 1, 2, 5, 11, 100)] == indices


class TestFileSize:
    @pytest.mark.parametrize(
        ("locale", "size", "said"),
        [
            ("en", 766, "766 bytes"),
            ("en", 1500, "1.5 kB"),
            ("es", 1_440_000, "1,4 MB"),
            ("fr", 25_000_000, "25 Mo"),
        ],
    )
    def test_it_is_said_as_in_the_language(self, locale, size, said):
        text = Translator(locale, {}, {}).file_size(size)

        assert text.replace("\u202f", " ").replace("\xa0", " ") == said
