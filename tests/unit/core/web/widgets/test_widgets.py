import colander
import pytest

from core.i18n import Translator
from core.web.form_cache import form_from_schema
from core.web.widgets.builder import WIDGETS
from core.web.widgets.state import FormState, UploadedFile
from core.web.widgets.submission import Submission, errors_by_name
from core.web.widgets.text import TextWidget

TRANSLATOR = Translator("en", {}, {})
OPTIONS = [("a", "First"), ("b", "Second")]


def form_of(name="text", *, required=True, **more):
    missing = {} if required else {"missing": None}
    node = colander.SchemaNode(
        colander.String(),
        name="x",
        title="Label",
        description="A hint",
        widget_name=name,
        **missing,
        **more,
    )
    return form_from_schema(colander.SchemaNode(colander.Mapping(), node), TRANSLATOR)


def draw(form, value=colander.null, **state):
    return str(form.render({"x": value}, FormState(**state)))


@pytest.mark.parametrize("name", sorted(set(WIDGETS) - {"hidden"}))
class TestEveryWidget:
    def test_it_has_label_hint_and_error_in_that_order(self, name):
        html = draw(form_of(name, options=OPTIONS), errors={"x": ("Wrong",)})

        label, hint = html.index("Label"), html.index('id="form-x-hint"')
        error = html.index('id="form-x-error"')
        control = min(
            found
            for found in (html.find(tag, error) for tag in ("<input", "<select", "<textarea"))
            if found > 0
        )
        in_box = name == "boolean"  # the label of a box stands beside it
        assert (hint < error < control) if in_box else (label < hint < error < control)
        assert 'aria-describedby="form-x-hint form-x-error"' in html

    def test_it_says_when_it_is_optional(self, name):
        if name != "boolean":
            assert "(optional)" in draw(form_of(name, required=False, options=OPTIONS))
        assert "(optional)" not in draw(form_of(name, options=OPTIONS))

    def test_it_takes_anything_and_escapes_it(self, name):
        form = form_of(name, options=OPTIONS)
        for hostile in ('"><script>x</script>', "\x00", "ü" * 5000, ""):
            pairs = [("x", hostile), ("x-0", hostile), ("x", hostile)]
            cstruct = form.read(Submission(pairs))

            assert "<script>" not in str(form.render(cstruct, FormState()))

    def test_it_draws_whatever_was_stored(self, name):
        for odd in (None, 3, True, ["a"], {"k": 1}, "zzz"):
            draw(form_of(name, options=OPTIONS), odd)

    def test_it_can_be_seen_only(self, name):
        form = form_of(name, options=OPTIONS)
        form.form.children[0].widget.readonly = True

        html = draw(form, "a")

        assert "Label" in html
        assert 'name="x"' not in html


class TestTextWidget:
    def test_an_error_is_tied_to_it(self):
        html = draw(form_of(), "typed", errors={"x": ("Wrong <b>",)})

        assert 'aria-invalid="true"' in html
        assert "<p><bdi>Wrong &lt;b&gt;</bdi></p>" in html
        assert 'value="typed"' in html

    def test_required_is_said_to_machines(self):
        assert 'required aria-required="true"' in draw(form_of())
        assert "required" not in draw(form_of(required=False))

    def test_the_browser_is_told_what_to_fill_in(self):
        assert 'autocomplete="given-name"' in draw(form_of(autocomplete="given-name"))

    def test_an_untouched_control_is_drawn_once(self, monkeypatch):
        form, drawn = form_of(), []
        monkeypatch.setattr(TextWidget, "draw", lambda *_, **kw: drawn.append(kw) or "")
        draw(form)
        draw(form)
        draw(form, "typed")
        draw(form, errors={"x": ("Wrong",)})

        assert len(drawn) == 3


class TestPasswordWidget:
    @pytest.mark.parametrize("name", ["password", "checked_password"])
    def test_it_is_never_sent_back(self, name):
        form = form_of(name)
        pairs = [("x", "s3cret pässword"), ("x-again", "s3cret pässword")]
        cstruct = form.read(Submission(pairs))

        assert cstruct["x"] == "s3cret pässword"
        assert "s3cret" not in str(form.render(cstruct, FormState()))

    def test_two_that_differ_are_refused(self):
        submission = Submission([("x", "one"), ("x-again", "two")])
        form_of("checked_password").read(submission)

        assert "x" in submission.errors

    def test_its_keeper_knows_new_from_old(self):
        assert 'autocomplete="current-password"' in draw(form_of("password"))
        assert 'autocomplete="new-password"' in draw(form_of("checked_password"))


class TestDateTimeWidget:
    def test_it_starts_with_what_the_picker_takes(self):
        html = draw(form_of("datetime"), "2026-05-31T14:30:00")

        assert 'type="datetime-local"' in html
        assert 'value="2026-05-31T14:30"' in html


class TestCheckboxWidget:
    @pytest.mark.parametrize(
        ("pairs", "read"), [([], "false"), ([("x", "true")], "true"), ([("x", "?")], "false")]
    )
    def test_nothing_sent_means_no(self, pairs, read):
        assert form_of("boolean").read(Submission(pairs)) == {"x": read}


class TestCheckboxChoiceWidget:
    def test_several_are_a_list(self):
        form = form_of("multilist", options=OPTIONS)
        cstruct = form.read(Submission([("x", "a"), ("x", "b")]))

        assert cstruct["x"] == ["a", "b"]
        assert str(form.render(cstruct, FormState())).count(" checked") == 2


class TestTreeWidget:
    TREE = [("tv", "TV", [("hd", "HD"), ("sd", "SD")]), ("net", "Net")]

    def test_it_shows_the_lists_down_to_the_next(self):
        form = form_of("tree", options=self.TREE, levels=["Product", "Reason"])

        assert 'name="x-1"' not in draw(form)
        assert 'name="x-1"' in draw(form, "tv")
        assert 'name="x-2"' not in draw(form, "tv/hd")
        assert '<option dir="auto" value="hd" selected>' in draw(form, "tv/hd")

    def test_an_error_stands_between_its_list_and_the_label(self):
        form = form_of("tree", options=self.TREE, levels=["Label", "Reason"])
        html = draw(form, "tv", errors={"x": ("Wrong",)})

        places = [html.index(part) for part in (">Reason<", "v-error", 'id="form-x-1"')]
        assert places == sorted(places)

    def test_the_button_is_there_while_more_can_come(self):
        form = form_of("tree", options=self.TREE)

        assert 'name="refresh"' in draw(form)
        assert 'name="refresh" value="x"' in draw(form, "tv")

    def test_the_summary_leads_to_the_list_that_is_missing(self):
        form = form_of("tree", options=self.TREE)

        assert 'href="#form-x-1"' in draw(form, "tv", errors={"x": ("Choose",)})

    def test_enter_does_not_press_its_button(self):
        html = draw(form_of("tree", options=self.TREE))

        assert html.index("v-first-button") < html.index('name="refresh"')


class TestFileWidget:
    def test_kept_files_are_listed_with_a_way_to_remove_them(self):
        html = draw(form_of("file"), ["7"], files={"x": (UploadedFile("7", "<i>.pdf", 2048),)})

        assert 'name="x" value="7"' in html
        assert 'name="x-remove" value="7"' in html
        assert "&lt;i&gt;.pdf" in html


class TestFormWidget:
    def test_errors_of_what_nobody_sees_become_one_sentence(self):
        form = form_of("hidden")

        html = draw(form, errors={"x": ("Required",)})

        assert "Your session had expired" in html
        assert "Required" not in html

    def test_groups_have_dotted_names(self):
        inner = colander.SchemaNode(
            colander.Mapping(),
            colander.SchemaNode(colander.String(), name="city", title="City"),
            name="address",
            title="Address",
        )
        form = form_from_schema(colander.SchemaNode(colander.Mapping(), inner), TRANSLATOR)
        cstruct = form.read(Submission([("address.city", "Cali")]))

        assert form.validate(cstruct) == {"address": {"city": "Cali"}}
        html = str(form.render(cstruct, FormState(errors={"address.city": ("Wrong",)})))
        assert '<a href="#form-address-city"><bdi>Wrong</bdi></a>' in html
        assert 'name="address.city" value="Cali"' in html


class TestErrorsByName:
    def test_errors_of_items_stand_at_their_list(self):
        items = colander.SchemaNode(
            colander.Sequence(),
            colander.SchemaNode(colander.Integer()),
            name="n",
            widget_name="multilist",
        )
        schema = colander.SchemaNode(colander.Mapping(), items)
        with pytest.raises(colander.Invalid) as caught:
            schema.deserialize({"n": ["1", "x", "y"]})

        assert len(errors_by_name(caught.value, str)["n"]) == 2
