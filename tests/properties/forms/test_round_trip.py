"""Any form that an admin could make: what a page shows of it, sent back, is what was stored."""

import colander
import pytest
from hypothesis import assume, given, settings
from pyramid import testing
from webtest import TestResponse

from core.i18n import Translator
from core.web.forms import Choice, FormExtras, draw_form, form_from_compiled
from core.web.widgets.submission import Submission
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType
from fields_config.rule_checks import circular_fields
from fields_config.schema import compile_form
from fields_config.types import TYPES
from tests.properties.strategies import STEADY
from tests.unit.fields_config import strategies as some

TRANSLATOR = Translator("es", {}, {})


def read_sky(_field, _language):
    def read(value):
        if value not in {"clear", "grey"}:
            raise RefusedValueError("Look up.")
        return value

    return read


# A plugin's own type beside ours; the generated definitions use its name.
SKY = FieldType(name="weather.sky", title="Sky", widget="text", reader=read_sky)
KINDS = {**TYPES, SKY.name: SKY}
LIKELY_SKY = "clear"


class Files:
    """Keeps whatever file somebody claims to have sent."""

    def stage(self, storage, field):
        raise NotImplementedError

    def describe(self, ids):
        return [(id_, f"{id_}.txt", 1) for id_ in ids]


@pytest.fixture
def send_back():
    """Draw a form with what is stored, and return what a browser would send of it untouched."""
    with testing.testConfig() as config:

        def send_back(kept, stored, extras):
            request = testing.DummyRequest(config=config)
            page = draw_form(request, kept, current=stored, extras=extras)
            response = TestResponse(str(page), content_type="text/html", charset="utf-8")
            return Submission(response.form.submit_fields("submit"), extras.uploads)

        yield send_back


class TestForms:
    @settings(STEADY, max_examples=40)
    @given(filled=some.filled_forms())
    def test_what_is_stored_comes_back_untouched(self, send_back, filled):
        form, audience, screen, sent = filled
        for field in form.active_fields():
            if field.type == SKY.name:
                sent[field.key] = LIKELY_SKY
        compiled = compile_form(form, audience, screen, "es", types=KINDS)
        # In a circle the answer depends on itself; the studio does not let one be published.
        assume(not circular_fields(form))
        try:
            stored = compiled.validate(sent, {})
        except colander.Invalid:
            assume(False)
        kept = form_from_compiled(compiled, TRANSLATOR, default_language="en")
        choices = {
            field.key: (Choice(str(stored[field.key]), "Somebody"),)
            for field in form.fields
            if field.type in {"account", "contact"} and stored.get(field.key)
        }
        extras = FormExtras(uploads=Files(), choices=choices)

        again = kept.validate(kept.read(send_back(kept, stored, extras)), stored)

        assert {key: again.get(key) for key in stored} == stored
