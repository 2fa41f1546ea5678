import pytest

from core.errors import NotFoundError, Refused
from core.fields.services import editing, publishing
from core.fields.services.drafts import get_draft, published_form
from core.tenancy.models import Tenant
from fields_config.defaults import load_default


def publish(scope, key="case", note=""):
    return publishing.publish_draft(scope, key, note, revision=get_draft(scope, key).revision)


class TestPublishDraft:
    def test_it_goes_live_and_raises_the_tenants_version(self, scope, contract):
        before = scope.session.get(Tenant, scope.tenant_id).version
        editing.add_field(scope, "case", contract)

        assert publish(scope) == 1

        assert published_form(scope, "case").definition.field("contract")
        assert published_form(scope, "contact").version == 0
        tenant = scope.session.get(Tenant, scope.tenant_id, populate_existing=True)
        assert tenant.version > before

    @pytest.mark.req("X-03")
    def test_editing_a_draft_changes_nothing_that_is_live(self, platform, open_scope, contract):
        with open_scope() as scope:
            before = scope.tenant.form("case").to_dict()
            editing.add_field(scope, "case", contract)
        with open_scope() as scope:
            assert scope.tenant.form("case").to_dict() == before
            publish(scope)
        with open_scope() as scope:
            assert scope.tenant.form("case").field("contract")
            assert publishing.load_version(scope, "case", 0).to_dict() == before
            publishing.restore_version(scope, "case", 0)
        with open_scope() as scope:
            assert scope.tenant.form("case").to_dict() == before

    def test_it_refuses_what_was_changed_since_the_review(self, scope, maria, contract):
        editing.add_field(scope, "case", contract)
        reviewed = get_draft(scope, "case").revision
        editing.retire_field(maria, "case", "priority")

        with pytest.raises(Refused) as refusal:
            publishing.publish_draft(scope, "case", revision=reviewed)

        assert "María" in scope.translate(refusal.value.message)

    def test_it_refuses_an_empty_draft(self, scope):
        with pytest.raises(Refused):
            publish(scope)

    def test_it_is_held_while_a_required_label_lacks_a_language(self, scope, contract):
        del contract.labels["de"]
        editing.add_field(scope, "case", contract)

        with pytest.raises(Refused):
            publish(scope)

    def test_the_next_draft_builds_on_it(self, scope, contract):
        editing.add_field(scope, "case", contract)
        publish(scope)

        draft = editing.retire_field(scope, "case", "priority")

        assert (draft.version, draft.base_version) == (2, 1)


class TestReviewDraft:
    def test_it_says_in_words_what_changes(self, scope, contract):
        editing.add_field(scope, "case", contract)

        review = publishing.review_draft(scope, "case")

        assert [scope.translate(text) for text in review.changes] == [
            "Contract en: new field",
            "Contract en: customers must fill it in when they create",
        ]
        assert not review.errors


class TestRestoreVersion:
    def test_it_publishes_an_equal_form_as_a_new_version(self, scope, contract):
        editing.add_field(scope, "case", contract)
        publish(scope)

        assert publishing.restore_version(scope, "case", 0) == 2

        assert published_form(scope, "case").definition == load_default("case")

    def test_it_refuses_the_version_in_force(self, scope):
        with pytest.raises(Refused):
            publishing.restore_version(scope, "case", 0)

    def test_it_knows_only_published_versions(self, scope, contract):
        editing.add_field(scope, "case", contract)

        with pytest.raises(NotFoundError):
            publishing.restore_version(scope, "case", 1)


class TestListVersions:
    def test_the_newest_stands_first_and_the_first_is_ours(self, scope, contract):
        editing.add_field(scope, "case", contract)
        publish(scope, note="Contracts")

        rows = publishing.list_versions(scope, "case")

        assert [(row.version, row.is_current, row.note) for row in rows] == [
            (1, True, "Contracts"),
            (0, False, ""),
        ]
