import pytest

from core.mail.reasons import explain_failure


class TestExplainFailure:
    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            ("550 5.1.1 <ana@x.example>: user unknown", "no such mailbox"),
            ("550 Requested action not taken: mailbox unavailable", "no such mailbox"),
            ("smtp; 552-5.2.2 The email account is over quota", "full"),
            ("452 4.2.2 mailbox full", "full"),
            ("Host or domain name not found. Name service error", "after the @"),
            ("550 5.4.4 invalid host", "after the @"),
            ("552 5.3.4 message too big", "larger"),
            ("554 5.7.1 Message rejected as spam by content filter", "unwanted"),
            ("ana@x.example: 421 4.4.1 connection timed out", "could not be reached"),
            ("451 greylisted, try again later", "could not be reached"),
            ("no valid address", "not written"),
            ("500 no", "did not take"),
            ("5.9.9 5.1.1 seen by 10.5.1.1.2", "no such mailbox"),
            ("", "did not take"),
        ],
    )
    def test_it_is_said_in_words(self, answer, words):
        assert words in str(explain_failure(answer))

    def test_it_takes_no_longer_for_a_long_answer(self):
        assert explain_failure("inbox " * 100_000 + "5.1.1")
