"""Whose address a request has behind proxies."""

import pytest

from core.web.proxy import FORWARDED, trust_proxies


def pass_through(trusted, **environ):
    """Return what the application is told."""
    told = {"wsgi.url_scheme": "http", **environ}
    trust_proxies(trusted)(told)
    return told


class TestTrustProxies:
    @pytest.mark.parametrize(
        ("trusted", "remote", "chain", "seen"),
        [
            ((), "192.0.2.1", "203.0.113.9", "192.0.2.1"),
            (("192.0.2.1",), "192.0.2.2", "203.0.113.9", "192.0.2.2"),
            (("192.0.2.1",), "192.0.2.1", "203.0.113.9", "203.0.113.9"),
            (("192.0.2.1",), "192.0.2.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"),
            (("192.0.2.1",), "192.0.2.1", "203.0.113.9, , ", "203.0.113.9"),
            (("192.0.2.1",), "192.0.2.1", "", "192.0.2.1"),
            (("192.0.2.0/24",), "192.0.2.1", "198.51.100.7, 203.0.113.9, 192.0.2.5", "203.0.113.9"),
            (("192.0.2.0/24",), "192.0.2.1", "192.0.2.5, 192.0.2.6", "192.0.2.5"),
            (("2001:db8::/32",), "2001:db8::1", "2001:db8:1::7, 203.0.113.9", "203.0.113.9"),
            (("192.0.2.1",), "192.0.2.1", "203.0.113.9, no address", "no address"),
            (("192.0.2.1",), "", "203.0.113.9", ""),
        ],
    )
    def test_the_visitor_is_the_last_whom_no_trusted_proxy_is(self, trusted, remote, chain, seen):
        told = pass_through(trusted, REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=chain)

        assert told["REMOTE_ADDR"] == seen

    @pytest.mark.parametrize(
        ("remote", "given", "seen"),
        [
            ("192.0.2.1", "https", "https"),
            ("192.0.2.1", "javascript", "http"),
            ("192.0.2.1", "https, http", "http"),
            ("192.0.2.2", "https", "http"),
        ],
    )
    def test_the_scheme_is_one_of_two(self, remote, given, seen):
        told = pass_through(("192.0.2.1",), REMOTE_ADDR=remote, HTTP_X_FORWARDED_PROTO=given)

        assert told["wsgi.url_scheme"] == seen

    @pytest.mark.parametrize("trusted", [(), ("192.0.2.1",)])
    def test_nobody_behind_it_sees_the_headers_but_hears_that_there_were_some(self, trusted):
        headers = {f"HTTP_X_FORWARDED_{name}": "evil.example" for name in FORWARDED}

        told = pass_through(trusted, REMOTE_ADDR="192.0.2.1", **headers)

        assert not headers.keys() & told.keys()
        assert told["ventanilla.forwarded"]
        assert not pass_through(trusted, REMOTE_ADDR="192.0.2.1")["ventanilla.forwarded"]
