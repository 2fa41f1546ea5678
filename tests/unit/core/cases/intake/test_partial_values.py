"""What becomes of values that nobody can mend: those of a mail."""

from dataclasses import replace

import pytest

from core.cases.services import create_case, read_new_case
from core.errors import ForbiddenError, Refused
from core.files.services import limits_of
from fields_config.definition import Access, Condition, FieldDefinition, Grant, Rule
from fields_config.options import Option
from tests.support.grants import EVERYWHERE
from tests.unit.core.cases.conftest import VALUES

EDIT, VIEW, HIDDEN = Grant(Access.EDIT), Grant(Access.VIEW), Grant(Access.HIDDEN)
REQUIRED = Grant(Access.EDIT, required=True)
REASON = "general/question"


def own_field(key, grant, **more):
    grants = dict.fromkeys(EVERYWHERE, grant)
    return FieldDefinition(key=key, labels={"en": key.title()}, grants=grants, position=200, **more)


CONTRACT = own_field("contract", REQUIRED, type="file")
METER = own_field("meter", EDIT, type="integer", validation={"max": 99})
TEAM = own_field("team", HIDDEN, type="text")
STATE = own_field("state", VIEW, type="text")


@pytest.fixture
def ana(ana, with_form):
    """Ana writes to a tenant that wants a contract, and has fields that are not hers."""

    def change(form):
        for field in (CONTRACT, METER, TEAM, STATE):
            form = form.with_field(field)
        return form

    return with_form(ana, change)


@pytest.fixture
def with_rules(with_form):
    def change(scope, *rules):
        return with_form(scope, lambda form: replace(form, rules=(*form.rules, *rules)))

    return change


def read(scope, preset=None, **values):
    return read_new_case(scope, values, is_partial=True, preset=preset or {})


class TestPartialValues:
    def test_what_is_required_may_be_missing_and_is_told(self, ana):
        values = read(ana, subject="No light", message="<p>Since yesterday.</p>")

        assert values.missing == ("product", "contract")
        assert values.held["priority"] == "medium"
        assert not values.dropped

    def test_a_path_that_goes_on_is_missing_what_lies_below(self, ana):
        begun = read(ana, preset={"product": REASON}, subject="No light", message="<p>Dark.</p>")
        whole = read(ana, **VALUES, preset={"product": REASON})

        assert begun.missing == ("product", "contract")
        assert begun.held["product"] == REASON
        assert whole.missing == ("contract",)
        assert whole.held["product"] == VALUES["product"]

    def test_nobody_is_asked_what_a_message_is_about(self, ana):
        assert read(ana).missing == ("product", "message", "contract")

    def test_too_many_copies_are_left_out_of_a_case(self, ana, monkeypatch):
        monkeypatch.setattr("core.cases.notify.copies.COPIES", 1)

        case = create_case(ana, read(ana, **VALUES, cc=["bo@example.com", "cy@example.com"]))

        assert case.cc == []

    def test_all_that_is_required_may_be_there(self, ana):
        assert read(ana, **VALUES, contract=["a-file"]).missing == ()

    def test_whole_values_still_have_to_be_whole(self, ana):
        with pytest.raises(Refused) as refusal:
            read_new_case(ana, VALUES)

        assert set(refusal.value.fields) == {"contract"}

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("meter", "100"),
            ("product", "general/nothing"),
            ("priority", "huge"),
            ("team", "second"),
            ("state", "done"),
            ("status", "closed"),
            ("nobody_knows", "x"),
            ("account", "00000000-0000-0000-0000-000000000001"),
        ],
    )
    def test_what_can_not_be_taken_is_dropped_with_the_reason(self, ana, key, value):
        values = read(ana, **{**VALUES, "contract": ["a-file"], key: value})

        assert ana.translate(values.dropped[key])
        assert values.given.get(key) != value
        assert values.missing == (("product",) if key == "product" else ())

    def test_of_addresses_those_that_can_be_had_stay(self, ana):
        own = ana.tenant.branding.support_email

        values = read(ana, **VALUES, cc=["bo@example.com", "nonsense", own, "cy@example.com"])

        assert values.given["cc"] == ["bo@example.com", "cy@example.com"]
        assert set(values.dropped) == {"cc"}

    def test_of_too_many_files_the_first_stay(self, ana):
        most = limits_of(ana).max_files
        files = [f"file-{number}" for number in range(most + 3)]

        values = read(ana, **VALUES, files=files)

        assert values.given["files"] == files[:most]
        assert set(values.dropped) == {"files"}

    def test_a_subject_that_is_too_long_is_cut(self, ana):
        subject = read(ana, **{**VALUES, "subject": "word " * 100}).given["subject"]

        assert len(subject) <= 200
        assert subject.endswith("word…")

    def test_nobody_is_asked_for_an_account_without_having_one(
        self, ana, contact, with_form, make_account
    ):
        grants = dict.fromkeys(EVERYWHERE, REQUIRED)
        ana = with_form(
            ana, lambda form: form.with_field(replace(form.field("account"), grants=grants))
        )

        before = read(ana, **VALUES).missing
        make_account(members={contact: {"can_create_for": True}})

        assert before == ("contract",)
        assert read(ana, **VALUES).missing == ("account", "contract")

    def test_rules_decide_what_is_missing(self, ana, with_rules):
        when = Condition("product", "starts_with", "general/problem")
        ana = with_rules(ana, Rule(when, "show", "contract"), Rule(when, "require", "meter"))

        question = read(ana, **VALUES)
        problem = read(ana, **{**VALUES, "product": "general/problem/billing"})

        assert question.missing == ()
        assert problem.missing == ("contract", "meter")

    def test_what_hides_for_good_is_never_asked_for(self, ana, with_form):
        grants = {place: REQUIRED if place[0] == "agent" else HIDDEN for place in EVERYWHERE}
        team = replace(TEAM, grants=grants)

        assert read(with_form(ana, lambda form: form.with_field(team)), **VALUES).missing == (
            "contract",
        )

    def test_staff_leave_out_what_customers_must_say(self, agent, contact):
        values = read_new_case(
            agent, {"subject": "Called us"}, contact_id=contact.id, is_partial=True
        )

        assert values.missing == ("product", "message")

    def test_people_are_no_matter_of_fields(self, ana, bruno):
        with pytest.raises(ForbiddenError):
            read_new_case(ana, VALUES, contact_id=bruno.actor.id, is_partial=True)


class TestPreset:
    PRESET = {"team": "second", "priority": "high", "channel": "email"}

    @pytest.mark.parametrize("is_partial", [False, True])
    def test_the_way_in_sets_what_customers_can_not(self, ana, is_partial):
        values = read_new_case(
            ana, {**VALUES, "contract": ["a"]}, is_partial=is_partial, preset=self.PRESET
        )

        assert {key: values.held[key] for key in self.PRESET} == self.PRESET

    @pytest.mark.parametrize("key", ["team", "channel"])
    def test_a_sender_overrides_nothing_that_is_not_theirs_to_set(self, ana, key):
        values = read(ana, preset=self.PRESET, **VALUES, **{key: "phone"})

        assert values.held[key] == self.PRESET[key]
        assert key in values.dropped
        with pytest.raises(Refused):
            read_new_case(ana, {**VALUES, key: "phone"}, preset=self.PRESET)

    def test_what_a_sender_may_set_comes_before_it(self, ana):
        values = read(ana, preset=self.PRESET, **VALUES, priority="low", cc="")

        assert values.held["priority"] == "low"

    def test_one_that_is_no_longer_valid_is_dropped_or_refused(self, ana):
        preset = {"product": "general/gone", "team": "second"}

        values = read(ana, preset=preset, subject="No light", message="<p>Dark.</p>")

        assert "product" in values.dropped
        assert values.held["team"] == "second"
        assert values.missing == ("product", "contract")
        with pytest.raises(Refused):
            read_new_case(ana, VALUES, preset=preset)

    def test_rules_take_it_into_account(self, ana, with_rules):
        when = Condition("team", "equals", "second")
        ana = with_rules(ana, Rule(when, "require", "meter"))

        assert read(ana, **VALUES).missing == ("contract",)
        assert read(ana, preset=self.PRESET, **VALUES).missing == ("contract", "meter")

    def test_a_rule_that_limits_the_options_of_a_preset_drops_it(self, ana, with_form):
        mood = own_field(
            "mood",
            EDIT,
            type="list",
            options=tuple(Option(key=key, labels={"en": key}) for key in ("calm", "angry")),
        )
        always = Condition("subject", "not_empty")
        ana = with_form(
            ana,
            lambda form: replace(
                form.with_field(mood),
                rules=(Rule(always, "limit", "mood", ("calm",)),),
            ),
        )

        values = read(ana, preset={"mood": "angry"}, **VALUES)

        assert values.missing == ("contract",)
        assert "mood" in values.dropped
        assert not values.held.get("mood")
