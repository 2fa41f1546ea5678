from contextlib import nullcontext
from types import SimpleNamespace

import colander
import pytest
from pyramid import testing
from pyramid.response import Response
from webob.multidict import MultiDict

from core.errors import Refused
from core.i18n import Translator
from core.web.forms import (
    Choice,
    FormExtras,
    FormView,
    form_from_schema,
    handle_form,
    one_time_key,
)

TRANSLATOR = Translator("es", {}, {})


class Schema(colander.MappingSchema):
    name = colander.SchemaNode(colander.String(), title="Name")
    owner = colander.SchemaNode(
        colander.String(), title="Owner", widget_name="list", missing="", default=""
    )
    papers = colander.SchemaNode(
        colander.List(), title="Papers", widget_name="file", missing=(), default=colander.null
    )


class Upload:
    def __init__(self, filename):
        self.filename = filename
        self.file = None


class Uploads:
    """Takes everything but programs; knows two files of this person."""

    known = {"one": ("one", "one.txt", 3), "two": ("two", "two.txt", 5)}

    def stage(self, storage, field):
        if storage.filename.endswith(".exe"):
            raise Refused(f"{storage.filename} is refused")
        return storage.filename.removesuffix(".txt")

    def describe(self, ids):
        return [self.known[id_] for id_ in ids if id_ in self.known]


@pytest.fixture
def form():
    return form_from_schema(Schema(), TRANSLATOR)


@pytest.fixture
def make_request():
    with testing.testConfig() as config:

        def make_request(*pairs, token=None):
            request = testing.DummyRequest(config=config, scheme="http")
            request.db = SimpleNamespace(begin_nested=nullcontext)
            if pairs:
                request.method = "POST"
                token = token or request.session.get_csrf_token()
                request.POST = MultiDict([*pairs, ("csrf_token", token)])
            return request

        yield make_request


@pytest.fixture
def send(form, make_request):
    """Send pairs to the form; what on_success got, what was drawn, and the request."""

    def send(*pairs, act=None, extras=None, token=None, **kw):
        request = make_request(*pairs, token=token)
        got, drawn = [], []

        def on_success(values):
            got.append(values)
            return act(values) if act else Response("done")

        def render(view):
            drawn.append(view)
            return {"form": view}

        handle_form(request, form, on_success, render=render, extras=extras or FormExtras(), **kw)
        return got, drawn, request

    return send


class TestHandleForm:
    def test_it_shows_what_is_stored(self, send):
        got, drawn, request = send(current={"name": "Ana"})

        assert got == []
        assert 'value="Ana"' in str(drawn[0])
        assert request.response.status_int == 200

    def test_it_acts_on_what_is_right(self, send):
        got, drawn, _ = send(("name", "Ana"))

        assert got[0]["name"] == "Ana"
        assert drawn == []

    def test_it_shows_what_is_wrong_again_with_all_that_was_typed(self, send):
        got, drawn, request = send(("name", ""), ("owner", '"><script>'))

        assert got == []
        assert request.response.status_int == 422
        assert drawn[0].failed
        assert '<a href="#form-name">' in str(drawn[0])

    def test_it_marks_a_response_of_the_view_itself(self, form, make_request):
        response = handle_form(
            make_request(("name", "")), form, lambda _: None, render=lambda v: Response(str(v))
        )

        assert response.status_int == 422

    def test_it_escapes_what_was_typed(self, send):
        def refuse(_values):
            raise Refused("No")

        _, drawn, _ = send(("name", '"><script>alert(1)</script>'), act=refuse)

        assert "<script>" not in str(drawn[0])
        assert "&#34;&gt;&lt;script&gt;" in str(drawn[0])

    def test_it_shows_a_refusal_at_its_field(self, send):
        def refuse(_values):
            raise Refused("Not today", {"name": "Taken"})

        got, drawn, request = send(("name", "Ana"), act=refuse)

        assert len(got) == 1
        assert request.response.status_int == 422
        said = '<div class="v-error" id="form-name-error"><p><bdi>Taken</bdi></p></div>'
        assert said in str(drawn[0])
        assert "<li><bdi>Not today</bdi></li>" in str(drawn[0])

    def test_a_refusal_undoes_what_was_written_and_no_more(self, form, make_request):
        request = make_request(("name", "Ana"))
        undone = []

        class Session:
            def begin_nested(self):
                return self

            def __enter__(self):
                return self

            def __exit__(self, kind, *_):
                undone.append(kind)

        request.db = Session()

        def refuse(_values):
            raise Refused("No")

        handle_form(request, form, refuse, render=lambda view: {"form": view})

        assert undone == [Refused]

    def test_refresh_checks_nothing_and_keeps_everything(self, send):
        got, drawn, request = send(("name", ""), ("owner", "x"), ("refresh", "owner"))

        assert got == []
        assert not drawn[0].failed
        assert request.response.status_int == 200

    def test_a_lost_session_keeps_the_words(self, send):
        got, drawn, request = send(("name", "Ana"), token="stale")

        assert got == []
        assert request.response.status_int == 422
        assert 'value="Ana"' in str(drawn[0])
        assert "Your session had expired" in str(drawn[0])

    def test_a_stranger_s_files_are_not_kept(self, send):
        class Never:
            def stage(self, *_):
                raise AssertionError

            def describe(self, _ids):
                return []

        send(("papers", Upload("a.txt")), extras=FormExtras(uploads=Never()), token="stale")

    def test_files_are_kept_after_an_error(self, send):
        pairs = [("name", ""), ("papers", Upload("one.txt")), ("papers", "two")]
        _, drawn, _ = send(*pairs, extras=FormExtras(uploads=Uploads()))

        assert 'name="papers" value="one"' in str(drawn[0])
        assert 'name="papers" value="two"' in str(drawn[0])

    def test_a_removed_file_is_gone(self, send):
        pairs = [("name", "Ana"), ("papers", "one"), ("papers", "two"), ("papers-remove", "one")]
        got, _, _ = send(*pairs, extras=FormExtras(uploads=Uploads()))

        assert got[0]["papers"] == ["two"]

    def test_a_file_of_somebody_else_is_not_taken(self, send):
        pairs = [("name", "Ana"), ("papers", "stolen")]
        got, _, _ = send(*pairs, extras=FormExtras(uploads=Uploads()))

        assert not got[0]["papers"]

    def test_a_refused_file_is_named_and_stops_the_form(self, send):
        pairs = [("name", "Ana"), ("papers", Upload("x.exe"))]
        got, drawn, _ = send(*pairs, extras=FormExtras(uploads=Uploads()))

        assert got == []
        assert "x.exe is refused" in str(drawn[0])

    def test_options_may_depend_on_the_person(self, send):
        extras = FormExtras(choices={"owner": (Choice("7", "Bruno & Co"),)})
        _, drawn, _ = send(extras=extras)

        assert '<option dir="auto" value="7">Bruno &amp; Co</option>' in str(drawn[0])

    def test_one_request_leaves_nothing_for_the_next(self, send):
        send(("name", "Secret"), ("owner", "x"), ("refresh", "1"))
        send(("name", ""))
        _, drawn, _ = send()

        assert "Secret" not in str(drawn[0])
        assert "v-error" not in str(drawn[0])

    @pytest.mark.parametrize(
        "pairs",
        [
            [("name", Upload("x.txt"))],
            [("name", "a"), ("name", "b")],
            [("papers", "\x00"), ("owner", "\x00\x00")],
            [("name.sub", "x"), ("__start__", "name:mapping")],
            [(f"n{number}", "x") for number in range(3000)],
        ],
    )
    def test_it_never_falls_over(self, send, pairs):
        send(*pairs, extras=FormExtras(uploads=Uploads()))


class TestOneTimeKey:
    def test_it_stays_the_same_after_an_error(self, send):
        _, drawn, _ = send(("name", ""), ("_key", "abcdefgh12345678"))

        assert 'name="_key" value="abcdefgh12345678"' in str(drawn[0])

    @pytest.mark.parametrize("posted", ["", "short", "x" * 65, '"><b>' * 6])
    def test_it_is_new_when_the_posted_one_is_none_of_ours(self, make_request, posted):
        key = one_time_key(make_request(("_key", posted)))

        assert key != posted
        assert len(key) == 24

    def test_each_form_has_its_own(self, make_request):
        assert one_time_key(make_request()) != one_time_key(make_request())


class TestFormView:
    def test_a_template_shows_it_as_it_is(self):
        assert FormView("<form>").__html__() == "<form>"
