import json

import pytest
from pyramid.testing import DummySession

from core.web.messages import MOST_BYTES, is_short, store_message


@pytest.fixture
def session():
    return DummySession()


class TestKeepMessage:
    def test_they_wait_in_their_order(self, session):
        store_message(session, "success", "Saved.")
        store_message(session, "info", "A mail is on its way.")

        waiting = [["success", "Saved."], ["info", "A mail is on its way."]]
        assert session.pop_flash() == waiting

    def test_the_same_is_said_once(self, session):
        for _time in range(2):
            store_message(session, "success", "Saved.")

        assert session.pop_flash() == [["success", "Saved."]]

    @pytest.mark.parametrize("sign", ["x", "ñ", "\N{GRINNING FACE}"])
    def test_the_oldest_make_room_and_the_newest_always_has_it(self, session, sign):
        for number in range(20):
            store_message(session, "info", f"{number} {sign * 300}")

        said = session.pop_flash()
        assert said[-1][1].startswith(f"19 {sign}")
        assert len(json.dumps(said)) <= MOST_BYTES


class TestIsShort:
    def test_it_goes_by_what_the_cookie_writes(self):
        assert is_short("ana@mail.example")
        assert not is_short("ñ" * 40)
