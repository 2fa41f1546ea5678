import io
import json
import logging
import sys
from dataclasses import replace

import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from core.log import describe_error, log_context, redact, secrets_of, set_up_logging


@pytest.fixture
def lines(settings, monkeypatch):
    """What is written, as JSON."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger()
    level = root.level
    before = structlog.get_config()
    set_up_logging(replace(settings, log_format="json", smtp_url="smtp://bot:hunter2@mail"))
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for handler in [one for one in root.handlers if one.get_name() == "ventanilla"]:
        root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)


class TestSetUpLogging:
    def test_every_line_says_for_whom_and_by_whom(self, lines):
        with log_context(tenant="acme", actor="system", request_id="r1", plugin="portal"):
            structlog.get_logger("x").info("done", number=3)

        [line] = lines()
        assert (line["tenant"], line["actor"]) == ("acme", "system")
        assert (line["request_id"], line["plugin"], line["number"]) == ("r1", "portal", 3)

    def test_names_end_with_their_block(self, lines):
        with log_context(tenant="acme"):
            pass
        structlog.get_logger("x").info("done")

        assert lines()[0]["tenant"] is None

    def test_libraries_lines_take_the_same_way(self, lines):
        logging.getLogger("some.library").warning("connect to %s", "smtp://bot:hunter2@mail")

        [line] = lines()
        assert line["event"] == "connect to smtp://***@mail"
        assert line["logger"] == "some.library"

    def test_secrets_stay_out_wherever_they_stand(self, lines, settings):
        def fail():
            raise ValueError(f"bad: {settings.secret} hunter2")

        log = structlog.get_logger("x")
        log.info("a", password="abc123", nested={"reset_token": "t0ken", "list": ["hunter2"]})
        try:
            fail()
        except ValueError:
            log.exception("b")

        text = json.dumps(lines())
        for secret in ("abc123", "t0ken", "hunter2", settings.secret):
            assert secret not in text


class TestOnATerminal:
    """What strangers send stands in log lines: it is neither a line of ours nor a command."""

    @pytest.fixture
    def written(self, settings, lines, monkeypatch):
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        set_up_logging(replace(settings, log_format="console"))
        return stream

    def test_nothing_steers_it_or_begins_a_line(self, written):
        evil = "x\n2026-01-01T00:00:00Z [info] login\x1b[2J\u202e"
        structlog.get_logger("x").info("request", path="/\x1b]0;title", more=evil)
        logging.getLogger("some.library").warning("no such page: %s", evil)
        structlog.get_logger("x").error("failed", exc_info=ValueError(evil))

        text = written.getvalue()
        assert "\x1b" not in text
        assert "\u202e" not in text
        begun = [line for line in text.splitlines() if not line.startswith("  ")]
        assert [line.split()[3] for line in begun] == ["request", "no", "failed"]
        assert "  ValueError: x" in text


class TestRedact:
    @pytest.mark.parametrize(
        ("text", "clean"),
        [
            ("redis://:pw@host/0", "redis://***@host/0"),
            ("password=hunter2, user=ana", "password=***, user=ana"),
            ('{"token": "abc"}', '{"token": ***"}'),
            ("GET /verify/0123456789abcdef0123", "GET /verify/***"),
            ("GET /verify/address/0123456789abcdef0123", "GET /verify/address/***"),
            ("nothing to hide: 42", "nothing to hide: 42"),
        ],
    )
    def test_it_hides_credentials_and_nothing_else(self, text, clean):
        assert redact(text) == clean


class TestSecretsOf:
    def test_it_knows_passwords_in_both_spellings(self, settings):
        found = secrets_of(replace(settings, smtp_url="smtp://bot:p%40ss@mail"))

        assert {"p%40ss", "p@ss"} <= set(found)

    def test_it_knows_those_that_are_named_in_an_address(self, settings):
        url = "postgresql+psycopg://db/x?password=p%40ss1&sslpassword=p%20ss2&sslmode=require"
        found = secrets_of(replace(settings, database_url=url))

        assert {"p%40ss1", "p@ss1", "p ss2"} <= set(found)
        assert "require" not in found


class TestDescribeError:
    def test_it_is_one_line_without_secrets(self):
        error = ValueError("no way\nto postgresql://ana:hunter22@db/x")

        assert describe_error(error) == "ValueError: no way to postgresql://***@db/x"

    def test_of_the_database_it_quotes_no_rows(self):
        cause = RuntimeError('duplicate key "uq"\nDETAIL: Key (email)=(ana@a.example) exists.')

        said = describe_error(DBAPIError("INSERT", {}, cause))

        assert said == 'RuntimeError: duplicate key "uq"'

    def test_an_error_that_can_not_be_said_is_named(self):
        class SilentError(Exception):
            def __str__(self):
                raise KeyboardInterrupt

        assert describe_error(SilentError()) == "SilentError: (it can't be said)"
