"""Finding a case by its own words, and leafing through what was found."""

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.cases.search import page_search
from core.cases.search.text_query import read_typed
from core.cases.services import CaseFilter, list_cases
from core.testing.cases import file_case
from tests.properties.strategies import STEADY, texts

PRODUCT = "general/question/other"
ways_to_type = st.sampled_from(
    (
        str.upper,
        str.lower,
        str.title,
        *(lambda text, form=form: unicodedata.normalize(form, text) for form in ("NFC", "NFD")),
        lambda text: f"  {text}\t",
    )
)
subjects = st.lists(texts | st.text(min_size=1, max_size=12), min_size=1, max_size=4).map(
    lambda words: " ".join("".join(words).replace("\x00", "").split())[:200]
)


@st.composite
def subjects_and_parts(draw):
    """Draw a subject, and what somebody types who remembers a part of one of its words."""
    subject = f"{draw(subjects)} Quokka"[-200:]
    word = draw(st.sampled_from([word for word in subject.split() if len(word) >= 3]))
    start = draw(st.integers(0, len(word) - 3))
    return subject, draw(ways_to_type)(word[start : draw(st.integers(start + 3, len(word)))])


def file_called(scope, subject):
    values = {"subject": subject, "message": "x", "product": PRODUCT}
    return file_case(scope, values).number


def find(scope, typed, **wanted):
    wanted = CaseFilter(view="all", text=typed, **wanted)
    return [row.number for row in list_cases(scope, wanted).rows]


@pytest.fixture(params=[1, page_search.SCAN_LIMIT], ids=["by the index", "by walking"])
def _walk(request, monkeypatch):
    monkeypatch.setattr(page_search, "SCAN_LIMIT", request.param)


@pytest.mark.usefixtures("_walk")
class TestWords:
    @settings(STEADY, max_examples=60)
    @given(one=subjects_and_parts())
    def test_a_case_is_found_by_each_part_of_its_words(self, readers, one):
        subject, typed = one
        # What can't be seen is no character to it, and fewer than three digits are a number.
        assume(read_typed(typed).words)
        number = file_called(readers["ana"], subject)

        for name, may_find in (("ana", True), ("eva", True), ("bruno", False)):
            assert (number in find(readers[name], typed)) == may_find, name
        assert find(readers.elsewhere, typed) == []

    @settings(STEADY, max_examples=60)
    @given(typed=texts)
    def test_nothing_typed_is_an_error(self, readers, typed):
        for name in ("ana", "eva"):
            assert find(readers[name], typed * 3) == []


@pytest.mark.usefixtures("_walk")
class TestPages:
    @settings(STEADY, max_examples=30)
    @given(
        has_word=st.lists(st.booleans(), max_size=9),
        size=st.integers(1, 4),
        arriving=st.lists(st.booleans(), min_size=1, max_size=3),
        typed=st.sampled_from(("", "quokka", "quokka zebra", "qu zebra")),
    )
    def test_each_case_comes_once_whatever_arrives_meanwhile(
        self, readers, has_word, size, arriving, typed
    ):
        with readers.undone() as undone:
            made = [
                (file_called(readers["ana"], "Zebra quokka" if has else "Nothing"), has)
                for has in has_word
            ]
            expected = [number for number, has in reversed(made) if has or not typed]
            reader = readers["ana"]

            def leaf(turn, key, step):
                wanted = CaseFilter(view="all", text=typed, size=size, **{step: key})
                page = list_cases(reader, wanted)
                if arriving[turn % len(arriving)]:
                    file_called(readers["ana"], "Quokka zebra")
                return page

            forwards, key, turn = [], None, 0
            while turn == 0 or key:
                page = leaf(turn, key, "after")
                forwards += [row.number for row in page.rows]
                key, turn = page.next_key, turn + 1
            assert forwards == expected

            if expected:
                backwards, key = [expected[-1]], str(expected[-1])
                while len(backwards) < len(expected):
                    page = leaf(turn, key, "before")
                    backwards += [row.number for row in reversed(page.rows)]
                    key, turn = page.previous_key, turn + 1
                assert backwards[: len(expected)] == expected[::-1]
            undone.rollback()
