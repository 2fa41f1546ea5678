"""What must hold for every form anyone could define and everything anyone could send."""

import json
from dataclasses import replace

import colander
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields_config.checks import problems
from fields_config.definition import Access, DefinitionError, FormDefinition
from fields_config.diff import changes
from fields_config.emptiness import is_empty
from fields_config.locked_attributes import changed_locks
from fields_config.policy import decide
from fields_config.rule_checks import circular_fields
from fields_config.schema import compile_form
from fields_config.types import TYPES
from tests.unit.fields_config import strategies as some


def validated(compiled, sent, current):
    try:
        return compiled.validate(sent, current)
    except colander.Invalid:
        return None


def _as_people_see(form):
    """Return a form without what nobody sees.

    That is numbers behind the order, hidden requirements, and texts without a letter.
    """
    found = _without_empty(form.to_dict())
    for field in found["fields"]:
        for name in ("position", "system", "pinned", "grants"):
            field.pop(name, None)
    return found


def _without_empty(part):
    match part:
        case dict():
            return {name: _without_empty(value) for name, value in part.items() if value != ""}
        case list():
            return [_without_empty(one) for one in part]
        case _:
            return part


class TestForms:
    @given(form=some.forms())
    def test_they_survive_the_trip_through_json(self, form):
        written = json.loads(json.dumps(form.to_dict()))

        assert FormDefinition.from_dict(written) == form
        assert FormDefinition.from_dict(written).to_dict() == written

    @given(document=some.anything)
    def test_nothing_but_a_definition_error_comes_of_rubbish(self, document):
        with pytest.raises(DefinitionError) as caught:
            FormDefinition.from_dict(document)

        assert caught.value.problems

    @given(form=some.forms(), rubbish=some.anything, data=st.data())
    def test_rubbish_at_any_place_is_reported_and_never_crashes(self, form, rubbish, data):
        written = form.to_dict()
        place = written
        while isinstance(place, dict | list) and place:
            names = list(place) if isinstance(place, dict) else list(range(len(place)))
            name = data.draw(st.sampled_from(names))
            inside = place[name]
            if not isinstance(inside, dict | list) or not inside or data.draw(st.booleans()):
                place[name] = rubbish
                break
            place = inside

        try:
            again = FormDefinition.from_dict(written)
        except DefinitionError:
            return
        assert FormDefinition.from_dict(again.to_dict()) == again

    @given(old=some.forms(), new=some.forms(), language=some.languages)
    def test_they_can_be_checked_and_compared(self, old, new, language):
        old = replace(old, key=new.key)
        problems(new, (language, "es"))
        changed_locks(old, new)

        assert changes(new, new, language) == []
        assert bool(changes(old, new, language)) or _as_people_see(old) == _as_people_see(new)


class TestValidation:
    @given(
        form=some.forms(),
        door=st.tuples(some.audiences, some.screens, some.languages),
        sent=some.cstructs,
        current=some.cstructs,
    )
    def test_it_raises_nothing_but_invalid(self, form, door, sent, current):
        compiled = compile_form(form, *door)

        clean = validated(compiled, sent, current)

        compiled.preview(sent, current)
        json.dumps(dict(clean or {}))

    @given(filled=some.filled_forms())
    def test_it_takes_only_what_the_policy_lets_be_edited(self, filled):
        form, audience, screen, sent = filled
        clean = validated(compile_form(form, audience, screen, "en"), sent, {}) or {}

        values = {**form.initial_values(), **clean}
        for key, value in clean.items():
            decision = decide(form, key, audience, screen, values)
            assert form.field(key).grant(audience, screen).access is Access.EDIT
            assert decision.editable
            assert not decision.required or not is_empty(value)
            chooses = TYPES[form.field(key).type].has_options
            if chooses and decision.options is not None and value:
                assert decision.options.issuperset(value if isinstance(value, list) else [value])

    @given(filled=some.filled_forms())
    def test_what_it_stores_can_be_shown_sent_and_stored_again(self, filled):
        form, audience, screen, sent = filled
        compiled = compile_form(form, audience, screen, "es")
        clean = validated(compiled, sent, {})
        # In a circle, the answer depends on itself; the studio does not let one be published.
        if clean is None or circular_fields(form):
            return

        offered = {node.name: node.serialize(clean.get(node.name)) for node in compiled.schema}
        kept = {key: offered[key] for key in clean}

        assert compiled.validate(kept, clean) == clean
        assert json.loads(json.dumps(dict(clean))) == clean
        for key, value in clean.items():
            field = form.field(key)
            assert isinstance(TYPES[field.type].display(value, field, "es"), str)

    @given(kind=st.sampled_from(sorted(TYPES)), data=st.data(), value=some.anything)
    def test_showing_never_fails_whatever_is_stored(self, kind, data, value):
        field = data.draw(some.fields("alpha"))

        assert isinstance(TYPES[kind].display(value, field, "de"), str)


class TestPolicy:
    @given(form=some.forms(), audience=some.audiences, screen=some.screens, values=some.cstructs)
    def test_rules_never_give_more_than_the_grant(self, form, audience, screen, values):
        order = list(Access)
        for field in form.fields:
            decision = decide(form, field, audience, screen, values)
            granted = field.grant(audience, screen).access if field.active else Access.HIDDEN
            assert order.index(decision.access) <= order.index(granted)
            assert decision.editable or not decision.required
