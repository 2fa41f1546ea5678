import pytest

from fields_config.options import Option
from fields_config.texts import label, language_name, title_of


class TestLabel:
    @pytest.mark.parametrize(
        ("texts", "expected"),
        [
            ({"fr": "Sujet", "es": "Asunto", "en": "Subject"}, "Sujet"),
            ({"es": "Asunto", "en": "Subject"}, "Asunto"),
            ({"en": "Subject", "it": "Oggetto"}, "Subject"),
            ({"it": "Oggetto"}, "Oggetto"),
            ({"fr": " ", "es": "Asunto"}, "Asunto"),
            ({}, ""),
        ],
    )
    def test_it_falls_back_from_reader_to_tenant_to_english_to_any(self, texts, expected):
        assert label(texts, "fr", "es") == expected

    def test_a_regional_language_falls_back_to_its_parent(self):
        assert label({"pt": "Assunto", "en": "Subject"}, "pt_BR") == "Assunto"


class TestTitleOf:
    def test_what_nobody_has_named_is_called_by_its_key(self):
        named, unnamed = Option(key="net", labels={"es": "Internet"}), Option(key="tv")

        assert [title_of(option, "fr", "es") for option in (named, unnamed)] == ["Internet", "tv"]


class TestLanguageName:
    def test_languages_are_named_in_themselves(self):
        assert [language_name(code) for code in ("es", "de", "pt")] == [
            "Español",
            "Deutsch",
            "Português",
        ]

    @pytest.mark.parametrize("code", ["", "xx-yy-zz", "klingon"])
    def test_what_is_no_language_is_its_own_name(self, code):
        assert language_name(code) == code
