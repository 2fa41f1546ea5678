from dataclasses import replace

import pytest

from core.errors import ForbiddenError, NotFoundError, Refused
from core.fields.services import editing
from core.fields.services.drafts import discard_draft, fingerprint, get_draft, get_field, rule_id
from core.fields.services.publishing import publish_draft, restore_version
from core.scope import ANONYMOUS
from fields_config.definition import Access, Condition, Option, Rule


def seen(scope, key):
    return fingerprint(get_draft(scope, "case"), key)


def publish(scope):
    return publish_draft(scope, "case", revision=get_draft(scope, "case").revision)


class TestGetDraft:
    def test_it_equals_the_published_form_at_first(self, scope):
        draft = get_draft(scope, "case")

        assert (draft.version, draft.revision, draft.is_changed) == (1, 0, False)

    def test_it_does_not_see_another_tenant(self, scope, other_scope, contract):
        editing.add_field(scope, "case", contract)

        assert get_draft(other_scope, "case").form.field("contract") is None


class TestAddField:
    def test_it_stands_last_in_the_draft_only(self, scope, contract):
        draft = editing.add_field(scope, "case", contract)

        assert draft.form.active_fields()[-1].key == "contract"
        assert draft.published.field("contract") is None

    def test_it_refuses_a_key_in_use(self, scope, contract):
        with pytest.raises(Refused) as refusal:
            editing.add_field(scope, "case", replace(contract, key="subject"))

        assert "key" in refusal.value.fields

    def test_it_refuses_a_key_that_is_no_key(self, scope, contract):
        with pytest.raises(Refused):
            editing.add_field(scope, "case", replace(contract, key="No. 1"))

    def test_it_refuses_a_key_that_once_held_another_type(self, scope, contract):
        editing.add_field(scope, "case", contract)
        publish(scope)
        restore_version(scope, "case", 0)

        with pytest.raises(Refused):
            editing.add_field(scope, "case", replace(contract, type="integer"))
        editing.add_field(scope, "case", contract)

    def test_it_is_for_designers(self, scope, contract):
        with pytest.raises(ForbiddenError):
            editing.add_field(scope.acting_as(ANONYMOUS), "case", contract)


class TestSaveField:
    def test_it_names_who_was_faster(self, scope, maria, contract):
        editing.add_field(scope, "case", contract)
        before = seen(scope, "contract")
        editing.save_field(maria, "case", replace(contract, filterable=True), seen=before)

        with pytest.raises(Refused) as refusal:
            editing.save_field(scope, "case", contract, seen=before)

        assert "María" in scope.translate(refusal.value.message)

    def test_another_field_is_no_conflict(self, scope, maria, contract):
        editing.add_field(scope, "case", contract)
        before = seen(scope, "contract")
        editing.retire_field(maria, "case", "priority")

        editing.save_field(scope, "case", replace(contract, filterable=True), seen=before)

    def test_it_keeps_the_type_once_published(self, scope, contract):
        draft = editing.add_field(scope, "case", contract)
        publish(scope)
        changed = replace(get_field(draft, "contract"), type="integer")

        with pytest.raises(Refused):
            editing.save_field(scope, "case", changed, seen=seen(scope, "contract"))

    def test_it_keeps_what_is_pinned(self, scope):
        subject = get_field(get_draft(scope, "case"), "subject")

        with pytest.raises(Refused):
            editing.save_field(
                scope, "case", replace(subject, active=False), seen=seen(scope, "subject")
            )

    def test_it_knows_no_other_fields(self, scope, contract):
        with pytest.raises(NotFoundError):
            editing.save_field(scope, "case", contract, seen="")


class TestMoveField:
    def test_it_changes_places_with_its_neighbour(self, scope):
        keys = [field.key for field in get_draft(scope, "case").form.active_fields()]

        draft = editing.move_field(scope, "case", keys[1], "up")

        moved = [field.key for field in draft.form.active_fields()]
        assert moved[:3] == [keys[1], keys[0], keys[2]]

    def test_the_first_stays_first(self, scope):
        keys = [field.key for field in get_draft(scope, "case").form.active_fields()]

        draft = editing.move_field(scope, "case", keys[0], "up")

        assert draft.form.active_fields()[0].key == keys[0]

    def test_retired_fields_in_between_do_not_count(self, scope):
        editing.reactivate_fields(scope, "contact", ["portal_user", "support_end"])

        draft = editing.move_field(scope, "contact", "support_end", "up")

        company = [f.key for f in draft.form.active_fields() if f.section == "company"]
        assert company == ["support_end", "portal_user"]


class TestRetireField:
    def test_it_leaves_the_form_and_comes_back(self, scope):
        editing.retire_field(scope, "case", "priority")

        draft = editing.reactivate_fields(scope, "case", ["priority"])

        assert not draft.is_changed

    def test_it_refuses_what_the_product_needs(self, scope):
        with pytest.raises(Refused):
            editing.retire_field(scope, "case", "subject")


class TestDeleteField:
    def test_it_drops_a_field_that_was_never_published(self, scope, contract):
        editing.add_field(scope, "case", contract)

        assert not editing.delete_field(scope, "case", "contract").is_changed

    def test_it_refuses_a_published_one(self, scope, contract):
        editing.add_field(scope, "case", contract)
        publish(scope)

        with pytest.raises(Refused):
            editing.delete_field(scope, "case", "contract")


class TestWithPortal:
    def test_it_hides_a_field_from_customers(self, scope):
        priority = get_field(get_draft(scope, "case"), "priority")

        assert not editing.with_portal(priority, on=False).in_portal

    def test_it_leaves_what_is_pinned(self, scope):
        subject = get_field(get_draft(scope, "case"), "subject")

        grant = editing.with_portal(subject, on=False).grant("customer", "create")
        assert grant.access is Access.EDIT


class TestSaveOptions:
    def test_published_options_can_be_switched_off_but_not_removed(self, scope):
        priority = get_field(get_draft(scope, "case"), "priority")
        off = (*priority.options[:3], replace(priority.options[3], active=False))
        editing.save_options(scope, "case", "priority", off, seen=seen(scope, "priority"))

        with pytest.raises(Refused):
            editing.save_options(scope, "case", "priority", off[:2], seen=seen(scope, "priority"))

    def test_new_ones_may_go_again(self, scope):
        priority = get_field(get_draft(scope, "case"), "priority")
        more = (*priority.options, Option(key="never", labels={"en": "Never"}))
        editing.save_options(scope, "case", "priority", more, seen=seen(scope, "priority"))

        draft = editing.save_options(
            scope, "case", "priority", priority.options, seen=seen(scope, "priority")
        )

        assert not draft.is_changed


class TestRules:
    RULE = Rule(Condition("priority", "equals", "high"), "require", "cc")

    def test_one_is_added_and_removed_and_others_stay(self, scope):
        other = replace(self.RULE, field="account")
        editing.add_rule(scope, "case", other)
        assert editing.add_rule(scope, "case", self.RULE).form.rules == (other, self.RULE)

        draft = editing.remove_rule(scope, "case", "cc", rule_id(self.RULE))

        assert draft.form.rules == (other,)

    def test_one_that_stands_there_already_is_refused(self, scope):
        editing.add_rule(scope, "case", self.RULE)

        with pytest.raises(Refused):
            editing.add_rule(scope, "case", self.RULE)

    def test_one_of_another_field_is_not_removed(self, scope):
        editing.add_rule(scope, "case", self.RULE)

        draft = editing.remove_rule(scope, "case", "account", rule_id(self.RULE))

        assert draft.form.rules == (self.RULE,)


class TestDiscardDraft:
    def test_the_published_form_stands_again(self, scope, contract):
        editing.add_field(scope, "case", contract)

        discard_draft(scope, "case")

        assert get_draft(scope, "case").revision == 0
