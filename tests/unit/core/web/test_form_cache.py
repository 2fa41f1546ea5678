from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import colander
import pytest
from markupsafe import Markup
from translationstring import TranslationStringFactory

from core.i18n import Translator
from core.web.form_cache import cached_form, form_from_compiled, form_from_schema
from core.web.widgets.files import FileRule
from core.web.widgets.state import FormState
from core.web.widgets.submission import Submission
from fields_config.definition import FormDefinition
from fields_config.schema import compile_form

TRANSLATOR = Translator("es", {}, {})
EDIT, VIEW = {"customer": {"create": "edit"}}, {"customer": {"create": "view"}}
REQUIRED = {"customer": {"create": "edit+required"}}


def option(key, *options, **more):
    return {"key": key, "labels": {"es": key.title()}, "options": list(options), **more}


def field(key, type_="text", grants=EDIT, **more):
    return {"key": key, "type": type_, "labels": {"es": key.title()}, "grants": grants, **more}


def compiled_form(*fields, rules=()):
    definition = FormDefinition.from_dict(
        {
            "key": "case",
            "fields": [{**each, "position": place} for place, each in enumerate(fields)],
            "rules": list(rules),
        }
    )
    return compile_form(definition, "customer", "create", "es")


def keep(*fields, rules=(), **options):
    return form_from_compiled(compiled_form(*fields, rules=rules), TRANSLATOR, **options)


def draw(form, cstruct=None, current=None, **state):
    values = form.cstruct(current or {}) if cstruct is None else cstruct
    decisions = form.decisions(cstruct, current or {})
    stored = form.stored(current or {})
    return str(form.render(values, FormState(decisions=decisions, stored=stored, **state)))


TREE = field(
    "product",
    "tree",
    REQUIRED,
    levels=[{"es": "Producto"}, {"es": "Motivo"}],
    options=[option("tv", option("channel")), option("net", option("slow"), option("old"))],
)


class TestFormFromCompiled:
    def test_money_stands_behind_its_currency(self):
        form = keep(field("price", "money", validation={"currency": "COP"}), field("fee", "money"))

        assert draw(form).count('aria-hidden="true">COP<') == 1

    def test_what_can_only_be_seen_is_text(self):
        form = keep(field("state", "list", VIEW, options=[option("open")]))

        html = draw(form, current={"state": "open"})

        assert "Open" in html
        assert "<select" not in html

    def test_a_new_thing_shows_its_initial_values(self):
        form = keep(field("state", "list", VIEW, options=[option("open")], default="open"))

        assert "Open" in draw(form, cstruct={})

    def test_what_is_hidden_is_not_there(self):
        form = keep(field("secret", grants={}), field("name"))

        assert "secret" not in draw(form).lower()

    def test_a_rule_shows_a_field(self):
        rule = {
            "when": {"field": "product", "operator": "starts_with", "value": "net"},
            "effect": "show",
            "field": "contract",
        }
        form = keep(TREE, field("contract"), rules=[rule])

        assert 'name="contract"' not in draw(form, {"product": "tv"})
        assert 'name="contract"' in draw(form, {"product": "net"})
        assert 'data-v-refresh="#form-body"' in draw(form)

    def test_a_rule_limits_options(self):
        rule = {
            "when": {"field": "vip", "operator": "equals", "value": True},
            "effect": "limit",
            "field": "city",
            "options": ["cali"],
        }
        city = field("city", "list", options=[option("cali"), option("lima")])
        form = keep(field("vip", "boolean"), city, rules=[rule])

        assert "Lima" in draw(form, {"vip": "false"})
        assert "Lima" not in draw(form, {"vip": "true"})

    def test_a_retired_option_can_be_kept_and_not_chosen(self):
        form = keep(field("city", "list", options=[option("cali"), option("lima", active=False)]))

        assert "Lima" not in draw(form)
        chosen = '<option dir="auto" value="lima" selected>Lima</option>'
        assert chosen in draw(form, current={"city": "lima"})

    def test_sections_have_their_heading(self):
        definition = FormDefinition.from_dict(
            {
                "key": "case",
                "sections": [{"key": "more", "labels": {"es": "Más"}}],
                "fields": [field("name"), field("town", section="more", position=1)],
            }
        )
        compiled = compile_form(definition, "customer", "create", "es")

        heading = "<legend><h2><bdi>Más</bdi></h2></legend>"
        assert heading in draw(form_from_compiled(compiled, TRANSLATOR))

    def test_labels_are_text(self):
        form = keep(field("name", labels={"es": "<img src=x onerror=alert(1)>"}))

        assert "<img" not in draw(form)

    def test_rich_text_that_can_only_be_seen_is_cleaned(self):
        form = keep(field("body", "richtext", VIEW))

        html = draw(form, current={"body": "<p>Hi</p><script>alert(1)</script>"})

        assert "<p>Hi</p>" in html
        assert "<script>" not in html

    def test_the_file_rule_is_told_with_the_field_s_own_limit(self):
        papers = field("papers", "file", validation={"max_files": 2})
        html = draw(keep(papers, file_rule=FileRule((".pdf",), 1024 * 1024, 5)))

        assert "Up to 2 files. Up to 1 MB each. Accepted: PDF." in html


class TestRead:
    def test_what_was_not_offered_reaches_the_schema_to_be_refused(self):
        form = keep(field("name"), field("secret", grants={}))
        cstruct = form.read(Submission([("name", "x"), ("secret", "y")]))

        with pytest.raises(colander.Invalid):
            form.validate(cstruct)

    def test_a_box_that_can_only_be_seen_is_no_answer(self):
        form = keep(field("vip", "boolean", VIEW))
        cstruct = form.read(Submission([]))

        assert form.validate(cstruct, {"vip": True}) == {}

    def test_levels_become_a_path(self):
        cstruct = keep(TREE).read(Submission([("product-0", "net"), ("product-1", "slow")]))

        assert cstruct["product"] == "net/slow"

    def test_levels_of_another_branch_are_left_out(self):
        cstruct = keep(TREE).read(Submission([("product-0", "tv"), ("product-1", "slow")]))

        assert cstruct["product"] == "tv"

    def test_an_unfinished_tree_is_asked_for(self):
        form = keep(TREE)

        with pytest.raises(colander.Invalid):
            form.validate(form.read(Submission([("product-0", "tv")])))


class TestKeptForm:
    def test_threads_share_it(self):
        form = keep(TREE, field("name"), field("city", "list", options=[option("cali")]))

        def trip(number):
            pairs = [("name", f"n{number}"), ("product-0", "net"), ("city", "cali")]
            cstruct = form.read(Submission(pairs))
            errors = {"name": (f"wrong {number}",)}
            html = draw(form, cstruct, errors=errors)
            return html.count(f'value="n{number}"'), html.count(f"wrong {number}<")

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(trip, range(200))) == {(1, 2)}


class TestKeepForm:
    def test_it_makes_a_form_once_per_language(self, scope):
        made = []

        def make():
            made.append(1)
            return form_from_schema(colander.SchemaNode(colander.Mapping()), TRANSLATOR)

        kept = cached_form(scope, "test.form", make)
        spanish = replace(scope, translator=scope.tenant.translator("es"))

        assert cached_form(scope, "test.form", make) is kept
        assert cached_form(spanish, "test.form", make) is not kept
        assert made == [1, 1]


class TestFormFromSchema:
    def test_options_are_in_the_readers_language_unless_somebody_typed_them(self):
        _ = TranslationStringFactory("core")
        node = colander.SchemaNode(
            colander.String(),
            name="sure",
            widget_name="radio",
            options=(("yes", _("Yes")), ("maybe", "Yes & no"), ("no", Markup("<b>No</b>"))),
        )
        spanish = Translator("es", {"core": "core"}, {})

        form = form_from_schema(colander.SchemaNode(colander.Mapping(), node), spanish)

        labels = [choice.label for choice in form.form["sure"].attrs.choices]
        assert labels == ["Sí", "Yes &amp; no", "<b>No</b>"]
