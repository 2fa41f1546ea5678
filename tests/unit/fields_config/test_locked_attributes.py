from dataclasses import replace

from fields_config.defaults import load_default
from fields_config.definition import Access, Grant
from fields_config.locked_attributes import changed_locks


def broken(change):
    form = load_default("case")
    return [problem.path for problem in changed_locks(form, change(form))]


class TestBrokenPins:
    def test_what_is_not_pinned_may_change(self):
        assert not broken(
            lambda form: form.with_field(form.field("priority").with_portal(on=False))
        )

    def test_a_system_field_can_not_be_removed(self):
        assert broken(lambda form: form.without_field("cc")) == ["cc"]

    def test_the_type_of_a_system_field_stays(self):
        assert broken(lambda form: form.with_field(replace(form.field("cc"), type="text"))) == [
            "cc.type"
        ]

    def test_what_is_pinned_stays(self):
        def change(form):
            subject = replace(form.field("subject"), active=False)
            return form.with_field(subject.with_grant("customer", "create", Grant(Access.VIEW)))

        assert broken(change) == ["subject.active", "subject.grants.customer.create"]

    def test_pins_can_not_be_pulled_out_first(self):
        assert broken(
            lambda form: form.with_field(replace(form.field("subject"), pinned=frozenset()))
        ) == ["subject.pinned"]

    def test_a_tenant_adds_no_system_field(self, make_field):
        assert broken(lambda form: form.with_field(make_field("mine", system=True))) == ["mine"]
        assert not broken(lambda form: form.with_field(make_field("mine")))
