"""Forms that tenants share are kept in a bounded number, whoever asks."""

from core.cases.web.forms import case_form
from core.web.form_cache import CachedForm, RecentForms, cached_form


def form():
    return CachedForm(form=object())


class TestRecentForms:
    def test_the_least_used_goes_first(self):
        forms = RecentForms(2)
        one, two = forms.keep(("one", "en"), form()), forms.keep(("two", "en"), form())
        forms.get(("one", "en"))

        forms.keep(("three", "en"), form())

        assert forms.get(("one", "en")) is one
        assert forms.get(("two", "en")) is not two
        assert len(forms) == 2

    def test_of_two_that_are_made_at_once_one_stays(self):
        forms = RecentForms()
        first = forms.keep(("one", "en"), form())

        assert forms.keep(("one", "en"), form()) is first


class TestKeepForm:
    def test_many_tenants_with_forms_of_their_own_take_no_more_room(self, scope):
        scope.tenant.cache["forms"] = RecentForms(5)

        for number in range(200):
            assert cached_form(scope, f"customer-{number}", form) is not None

        assert len(scope.tenant.cache["forms"]) == 5

    def test_a_form_that_was_dropped_is_made_anew_and_is_the_same(self, scope):
        before = case_form(scope, "create", form_id="case")
        scope.tenant.cache["forms"] = RecentForms(1)
        cached_form(scope, "another", form)

        after = case_form(scope, "create", form_id="case")

        assert after is not before
        assert [node.name for node in after.form.schema] == [
            node.name for node in before.form.schema
        ]
