from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import colander
import pytest

from fields_config.defaults import load_default
from fields_config.definition import Access, Condition, Grant, Rule, Section
from fields_config.field_type import FieldType
from fields_config.schema import compile_form
from fields_config.types import TYPES, with_types

VIEW = {("customer", "create"): Grant(Access.VIEW)}
STAFF = {("agent", "create"): Grant(Access.EDIT)}
CASE = {
    "subject": "Impresora",
    "product": "general/question/other",
    "message": "<p>Hola</p>",
}


def errors(compiled, sent, current=None):
    """Return the sentence for each field, under the empty name those for the whole form."""
    with pytest.raises(colander.Invalid) as caught:
        compiled.validate(sent, current or {})
    found = {child.node.name: child.msg.interpolate() for child in caught.value.children}
    return found | ({"": caught.value.msg.interpolate()} if caught.value.msg else {})


@pytest.fixture
def compiled():
    return compile_form(load_default("case"), "customer", "create", "es")


class TestCompileForm:
    def test_a_child_tells_the_web_layer_all_it_needs(self, compiled):
        node = compiled.schema["product"]

        assert (node.title, node.widget_name, node.required) == ("Producto", "tree", True)
        assert node.levels == ("Producto", "Motivo", "Submotivo")
        assert node.definition.key == "product"
        assert compiled.schema["cc"].description == "Separe varias direcciones con comas."
        assert not compiled.schema["account"].required

    def test_only_what_the_audience_sees_on_the_screen_is_there(self):
        def keys(audience, screen):
            form = compile_form(load_default("case"), audience, screen, "en")
            return {field.key for field in form.fields}

        assert "status" not in keys("customer", "create")
        assert "status" in keys("customer", "detail")
        assert "message" not in keys("agent", "detail")

    def test_retired_fields_are_gone(self, make_field, make_form):
        form = make_form(make_field("kind"), make_field("retired", active=False))

        compiled = compile_form(form, "customer", "create", "en")

        assert [field.key for field in compiled.fields] == ["kind"]

    def test_a_plugins_type_counts_only_while_it_is_given(self, make_field, make_form):
        sky = FieldType(
            name="weather.sky", title="Sky", widget="text", reader=lambda _field, _lang: str.upper
        )
        form = make_form(make_field("sky", "weather.sky"))

        without = compile_form(form, "customer", "create", "en")
        joined = compile_form(form, "customer", "create", "en", types=with_types([sky]))

        assert without.fields == ()
        assert joined.validate({"sky": "blue"}) == {"sky": "BLUE"}

    def test_a_plugin_can_not_take_a_built_in_name(self):
        fake = replace(TYPES["date"], name="text")

        assert with_types([fake])["text"] is TYPES["text"]

    def test_fields_are_grouped_under_their_headings(self, make_field, make_form):
        form = make_form(
            make_field("a", section="second"),
            make_field("b"),
            make_field("c", section="first"),
            sections=[Section("first", {"en": "One"}), Section("second", {"es": "Dos"})],
        )

        sections = compile_form(form, "customer", "create", "en").sections()

        assert [(heading, [field.key for field in fields]) for heading, fields in sections] == [
            ("", ["b"]),
            ("One", ["c"]),
            ("Dos", ["a"]),
        ]

    def test_threads_may_share_it(self, compiled):
        with ThreadPoolExecutor(4) as threads:
            results = list(threads.map(lambda number: compiled.validate(
                {**CASE, "subject": str(number)})["subject"], range(200)))  # fmt: skip

        assert results == [str(number) for number in range(200)]


class TestValidate:
    def test_a_filled_form_gives_what_to_store(self, compiled):
        sent = {**CASE, "cc": "a@b.co, c@d.co", "files": ["f1"], "priority": "high"}

        assert compiled.validate(sent) == {
            **CASE,
            "account": None,
            "cc": ["a@b.co", "c@d.co"],
            "files": ["f1"],
            "priority": "high",
        }

    def test_each_field_says_what_to_do(self, compiled):
        assert errors(compiled, {"product": "general/question", "cc": "ana"}) == {
            "product": "Choose an option for “Submotivo”.",
            "subject": "Fill in “Asunto”.",
            "message": "Fill in “Mensaje”.",
            "cc": "“ana” is not an e-mail address. Write it like name@example.org.",
        }

    def test_formatting_without_text_does_not_fill_a_required_field(self, compiled):
        assert "message" in errors(compiled, {**CASE, "message": "<p>&nbsp;<br></p>"})

    @pytest.mark.parametrize("name", ["status", "unknown", ""])
    def test_hidden_and_unknown_names_get_the_same_answer(self, compiled, name):
        found = errors(compiled, {**CASE, name: "open"}, {"status": "open"})

        assert list(found) == [""]
        assert found[""].startswith("Part of what was sent is not in this form")

    def test_names_of_the_page_are_not_the_forms_business(self, compiled):
        assert compiled.validate({**CASE, "_token": "x", "status": colander.null})

    @pytest.mark.parametrize("sent", [None, [], "x", colander.null, 7])
    def test_what_is_no_form_at_all_is_refused(self, compiled, sent):
        with pytest.raises(colander.Invalid):
            compiled.validate(sent)

    def test_a_field_to_look_at_may_come_back_unchanged_and_is_not_stored(
        self, make_field, make_form
    ):
        form = make_form(make_field("a"), make_field("seen", "integer", grants=VIEW))
        compiled = compile_form(form, "customer", "create", "en")

        assert compiled.validate({"a": "x", "seen": "7"}, {"seen": 7}) == {"a": "x"}
        assert list(errors(compiled, {"a": "x", "seen": "8"}, {"seen": 7})) == ["seen"]
        assert list(errors(compiled, {"a": "x", "seen": "?"}, {"seen": 7})) == ["seen"]

    def test_a_field_that_a_rule_hides_is_left_out_whatever_was_sent(self, make_field, make_form):
        form = make_form(
            make_field("kind"),
            make_field("serial", "integer", required=True),
            rules=[Rule(Condition("kind", "equals", "machine"), "show", "serial")],
        )
        compiled = compile_form(form, "customer", "create", "en")

        assert compiled.validate({"kind": "person", "serial": "rubbish"}) == {"kind": "person"}
        assert errors(compiled, {"kind": "machine"}) == {"serial": "Fill in “Serial”."}
        assert compiled.validate({"kind": "machine", "serial": "7"})["serial"] == 7

    def test_a_rule_requires(self, make_field, make_form):
        form = make_form(
            make_field("kind"),
            make_field("photo", "file"),
            rules=[Rule(Condition("kind", "equals", "damage"), "require", "photo")],
        )
        compiled = compile_form(form, "customer", "create", "en")

        assert compiled.validate({"kind": "question"})["photo"] == []
        assert errors(compiled, {"kind": "damage"}) == {"photo": "Add a file to “Photo”."}

    def test_a_rule_reads_what_nobody_on_this_screen_can_change(self, make_field, make_form):
        form = make_form(
            make_field("level", default="gold", grants=STAFF),
            make_field("phone"),
            rules=[Rule(Condition("level", "equals", "gold"), "require", "phone")],
        )
        compiled = compile_form(form, "customer", "create", "en")

        assert errors(compiled, {}) == {"phone": "Fill in “Phone”."}
        assert compiled.validate({}, {"level": "plain"}) == {"phone": None}

    def test_a_rule_limits_the_options_of_a_tree(self, make_field, make_form, tree):
        form = make_form(
            make_field("place"),
            make_field("topic", "tree", required=True, options=tree),
            rules=[Rule(Condition("place", "equals", "home"), "limit", "topic", ("phone",))],
        )
        compiled = compile_form(form, "customer", "create", "en")

        assert compiled.validate({"place": "home", "topic": "phone"})
        assert "topic" in errors(compiled, {"place": "home", "topic": "printer/paper"})
        assert compiled.validate({"place": "work", "topic": "printer/paper"})

    def test_a_required_tree_is_followed_to_its_end(self, make_field, make_form, tree):
        form = make_form(make_field("topic", "tree", required=True, options=tree))
        compiled = compile_form(form, "customer", "create", "en")

        assert errors(compiled, {"topic": "printer"}) == {"topic": "Choose an option for “Topic”."}
        assert compiled.validate({"topic": "phone"}) == {"topic": "phone"}
        assert compiled.validate({"topic": ["printer", "paper", ""]}) == {"topic": "printer/paper"}

    def test_an_optional_tree_may_stop_half_way(self, make_field, make_form, tree):
        form = make_form(make_field("topic", "tree", options=tree))

        assert compile_form(form, "agent", "create", "en").validate({"topic": "printer"})

    def test_a_retired_option_can_be_kept_but_not_chosen(self, make_field, make_form, tree):
        form = make_form(make_field("topic", "tree", options=tree))
        compiled = compile_form(form, "agent", "detail", "en")

        kept = compiled.validate({"topic": "printer/fire"}, {"topic": "printer/fire"})

        assert kept == {"topic": "printer/fire"}
        assert "topic" in errors(compiled, {"topic": "printer/fire"})

    def test_a_patch_leaves_alone_what_it_does_not_name(self, compiled):
        assert compiled.validate({"subject": "New"}, CASE, partial=True) == {"subject": "New"}
        with pytest.raises(colander.Invalid):
            compiled.validate({"subject": ""}, CASE, partial=True)


class TestStoredValue:
    def test_what_is_of_another_type_is_offered_as_nothing(self, make_field):
        node = TYPES["emails"].node(make_field("cc", "emails"), "en")

        assert node.serialize(True) is colander.null
        assert node.serialize(["a@b.example"]) != colander.null


class TestPreview:
    def test_it_follows_the_form_while_it_is_being_filled_in(self, make_field, make_form):
        form = make_form(
            make_field("kind"),
            make_field("serial", "integer"),
            rules=[Rule(Condition("kind", "equals", "machine"), "show", "serial")],
        )
        compiled = compile_form(form, "customer", "create", "en")

        assert not compiled.preview({"serial": "rubbish"})["serial"].visible
        assert compiled.preview({"kind": "machine", "serial": "rubbish"})["serial"].editable
        assert compiled.preview({}, {"kind": "machine"})["serial"].editable


class TestLoadDefault:
    def test_a_case_asks_what_the_portal_promises(self, compiled):
        required = [node.title for node in compiled.schema if node.required]

        assert required == ["Producto", "Asunto", "Mensaje"]
        assert [node.title for node in compiled.schema if not node.required] == [
            "Cuenta",
            "Correos en copia",
            "Prioridad",
            "Archivos",
        ]

    def test_the_statuses_make_a_life_cycle(self):
        status = load_default("case").field("status")

        assert [(option.labels["es"], option.kind) for option in status.options] == [
            ("Abierto", "open"),
            ("En Progreso", "open"),
            ("En Espera de Respuesta", "waiting"),
            ("Cerrado", "closed"),
        ]
        assert status.options[-1].reopens_to == "open"
        assert status.initial == "open"

    def test_customers_copy_others_in_on_creating_and_on_editing(self):
        cc = load_default("case").field("cc")

        assert cc.grant("customer", "create").access is Access.EDIT
        assert cc.grant("customer", "detail").access is Access.EDIT

    def test_the_portals_contact_fields_wait_to_be_reactivated(self):
        labels = [field.labels["es"] for field in load_default("contact").inactive_fields()]

        assert labels == [
            "Usuario Portal",
            "Soporte Fecha de Inicio",
            "Soporte Fecha de Finalización",
        ]

    def test_colours_can_be_read_on_white(self):
        form = load_default("case")
        colors = [option.color for field in form.fields for option in field.options if option.color]

        assert len(colors) == 8
        assert min(contrast_with_white(color) for color in colors) >= 4.5


def contrast_with_white(color):
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
