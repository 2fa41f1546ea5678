"""Any name, any content, any size, any damage on the way: kept whole and safe, or not at all."""

from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cases.models import CaseFile
from core.files.names import MAX_NAME
from core.files.settings import FileSettings
from tests.properties.strategies import STEADY, texts
from tests.properties.uploads.conftest import EDGE, part
from tests.support.samples import SAMPLES

MEGABYTE = 1024 * 1024
TYPES = FileSettings().deserialize({})["types"].split()
# Text may be called either, an old picture has two names, an office document is a zip.
TWINS = [{"txt", "csv"}, {"jpg", "jpeg"}]
names = st.one_of(
    texts,
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    st.lists(
        st.sampled_from(("..", "/", "\\", "C:", "con", "NUL.", " ", ".", "a", "Ñ")), max_size=6
    ).map("".join),
    st.just("x" * 5000),
)
damages = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=3
)


def read_disposition(header):
    """Return the name that a browser saves under, and the one for those who know less."""
    message = EmailMessage()
    message["Content-Disposition"] = header
    kind, *parameters = header.split("; ")
    assert kind == "attachment"
    plain, full = parameters
    assert message["Content-Disposition"].content_disposition == "attachment"
    charset, _language, encoded = full.removeprefix("filename*=").split("'", 2)
    assert charset == "UTF-8"
    return unquote(encoded, errors="strict"), plain.removeprefix('filename="').removesuffix('"')


@pytest.fixture
def download(sender, open_scope):
    """Fetch the file that was attached last, and tell what its row says."""

    def fetch():
        with open_scope() as scope:
            row = scope.session.query(CaseFile).order_by(CaseFile.id.desc()).first()
        return row, sender.client.get(f"/files/{row.id}/x")

    return fetch


@pytest.mark.usefixtures("platform")
class TestNames:
    @settings(STEADY, max_examples=40)
    @given(name=names.map(lambda text: text.replace("\x00", "") + ".txt"))
    def test_any_name_is_stored_safely_and_sent_back(self, sender, shelf, download, name):
        answer = sender.post(sender.path, part("files", b"words", name))
        assert answer.status_int == 303, answer.text

        row, response = download()
        assert response.body == b"words"
        stored = row.name
        assert 0 < len(stored) <= MAX_NAME + 1
        assert not set(stored) & set('/\\"<>:|?*')
        assert stored.isprintable()
        assert stored.endswith(".txt")
        assert stored.strip(". ") == stored

        header = response.headers["Content-Disposition"]
        full, plain = read_disposition(header)
        assert full == stored
        assert header.isascii()
        assert not set(plain) & set('"\\;%')
        assert plain.endswith(".txt")


@pytest.mark.usefixtures("platform")
class TestContents:
    @settings(STEADY, max_examples=40)
    @given(
        type_=st.sampled_from((*TYPES, "exe", "html", "", "PDF")),
        content=st.sampled_from(sorted(SAMPLES.items())) | st.binary(max_size=40),
    )
    def test_what_is_taken_is_of_its_type_and_comes_back_whole(
        self, sender, shelf, download, type_, content
    ):
        real, content = content if isinstance(content, tuple) else ("", content)
        before = shelf.everything()

        answer = sender.post(sender.path, part("files", content, f"paper.{type_}"))

        assert answer.status_int in {303, 422}
        if real and real == type_.lower():
            assert answer.status_int == 303
        if real and {real, type_} not in TWINS and real not in {type_.lower(), "svg"}:
            assert answer.status_int == 422 or type_ == "zip"
        if answer.status_int == 422:
            assert shelf.everything() == before
            return
        assert download()[1].body == content

    @settings(STEADY, max_examples=12)
    @given(size=st.sampled_from((0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE)))
    def test_the_limit_is_exact(self, sender, shelf, download, size):
        before = shelf.everything()

        answer = sender.post(sender.path, part("files", b"a" * size, "paper.txt"))

        if 0 < size <= MEGABYTE:
            assert answer.status_int == 303
            assert len(download()[1].body) == size
        else:
            assert answer.status_int == 422
            assert shelf.everything() == before


@pytest.mark.usefixtures("platform")
class TestForms:
    @settings(STEADY, max_examples=25)
    @given(
        label=texts.map(lambda text: text[:150]),
        sent=st.lists(st.booleans(), min_size=1, max_size=3),
    )
    def test_a_refused_file_takes_nothing_else_with_it(self, sender, shelf, label, sent):
        """Good files wait with the form, what was typed stays in it, nothing is attached."""
        before, attached = shelf.rows()
        parts = [
            part("files", b"words" if good else b"MZ", f"{number}.{'txt' if good else 'exe'}")
            for number, good in enumerate(sent)
        ]

        answer = sender.post(sender.path, part("label", label.encode()), *parts)

        uploads, now_attached = shelf.rows()
        if all(sent) and len(sent) <= 2:
            assert answer.status_int == 303
            assert len(now_attached) == len(attached) + len(sent)
            return
        assert answer.status_int == 422
        assert now_attached == attached
        assert len(uploads - before) == sum(sent)
        form = answer.forms["file"]
        kept = {
            field.value for field in form.fields.get("files", []) if field.attrs["type"] == "hidden"
        }
        assert kept == {str(id_) for id_ in uploads - before}
        shown = label.replace("\x00", "").replace("\r\n", "\n")
        if "\n" not in shown and "\r" not in shown and shown.isprintable():
            assert form["label"].value == shown


@pytest.mark.usefixtures("platform")
class TestBodies:
    @settings(STEADY, max_examples=40)
    @given(
        damage=damages, cut=st.none() | st.floats(0, 1), path=st.sampled_from(("files", "uploads"))
    )
    def test_damage_on_the_way_is_nobodys_failure(self, sender, shelf, damage, cut, path):
        before = shelf.everything()
        whole = (
            sender.token
            + part("label", b"Plan")
            + part("file" if path == "uploads" else "files", b"words " * 9, "paper.txt")
            + b"--"
            + EDGE
            + b"--\r\n"
        )
        body = bytearray(whole)
        for place, length, bytes_ in damage:
            start = int(place * len(body))
            body[start : start + length] = bytes_
        body = bytes(body if cut is None else body[: int(cut * len(body))])

        answer = sender.post_body("/uploads" if path == "uploads" else sender.path, body)

        assert answer.status_int < 500
        if answer.status_int not in {200, 303} and path == "uploads":
            assert shelf.everything() == before
