from types import SimpleNamespace

from pyramid.testing import DummySession

from core.web.request import MOST_SENTENCES, Request


class TestFlashMessage:
    def test_those_who_never_look_find_only_the_latest_sentences(self):
        """They lie in a cookie, which holds four kilobytes: the 40th post was answered with 500."""
        request = Request.blank("/")
        request.session = DummySession()
        request.scope = SimpleNamespace(translate=str)

        for number in range(50):
            request.flash_message("success", f"Case {number} was sent.")

        found = [text for _kind, text in request.session.pop_flash()]
        assert found == [f"Case {number} was sent." for number in range(50 - MOST_SENTENCES, 50)]
