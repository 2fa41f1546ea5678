import time

import pytest

from core.web.languages import negotiate

OFFERED = ("es", "en", "de", "fr", "zh_Hans")


class TestNegotiate:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ("de-CH,de;q=0.9,en;q=0.8", "de"),
            ("ja,en;q=0.2,es;q=0.5", "es"),
            ("DE", "de"),
            ("de-CH-1996, en", "de"),
            ("zh-hans-CN", None),
            ("zh-Hans,en;q=0.5", "zh_Hans"),
            ("en;q=0, fr;q=0.1", "fr"),
            ("ja", None),
            ("*", None),
            ("", None),
        ],
    )
    def test_it_prefers_what_the_browser_prefers(self, header, expected):
        assert negotiate(header, OFFERED) == expected

    @pytest.mark.parametrize(
        "header",
        [
            "en;q=nonsense,fr",
            ";;;",
            "e" * 100_000,
            "en," * 30_000,
            "a-" * 30_000,
            "en;q=0." + "0" * 900,
            "<script>",
            "\x00",
            "ñ",
        ],
    )
    def test_what_no_browser_sends_prefers_nothing_at_once(self, header):
        began = time.perf_counter()

        assert negotiate(header, OFFERED) is None
        assert time.perf_counter() - began < 0.5
