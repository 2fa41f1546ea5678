"""The last that stands between an error and an empty answer."""

import errno

import pytest
from webtest import TestApp

from core.web.error_tween import errors_middleware, is_full


def failing(error):
    def app(_environ, _start_response):
        raise error

    return TestApp(errors_middleware(app))


class TestStandBehind:
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
    def test_a_full_disk_is_said_to_be_passing(self, number):
        answer = failing(OSError(number, "no room")).get("/", status=503)

        assert "Nothing was saved" in answer.text
        assert answer.headers["Retry-After"]
        assert "Content-Security-Policy" in answer.headers

    def test_whatever_else_is_raised_there_is_an_answer_with_a_reference(self):
        answer = failing(ValueError("who reads this?")).get("/", status=500)

        assert "Reference:" in answer.text
        assert "who reads this" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (OSError(errno.ENOSPC, "no room"), "Der Dienst ist ausgelastet."),
            (ValueError("who reads this?"), "Etwas ist schiefgegangen"),
        ],
    )
    def test_a_script_is_answered_in_json_in_the_visitors_language(self, error, words):
        asked = {"Accept": "application/json", "Accept-Language": "de"}

        answer = failing(error).get("/", headers=asked, expect_errors=True)

        assert answer.status_int >= 500
        assert answer.json["error"].startswith(words)


class TestIsFull:
    def test_other_errors_of_the_system_are_not_about_room(self):
        assert not is_full(OSError(errno.EACCES, "not yours"))
        assert not is_full(ValueError())
