import pytest

from fields_config.texts import language_name


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
