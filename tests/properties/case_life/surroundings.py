"""What changes around the cases: time passes, jobs run, admins decide otherwise."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.tenancy.services import save_settings, switch_plugin
from fields_config.definition import Access, Grant
from tests.properties.case_life.base import Ground, places
from tests.properties.case_life.model import AGENTS


class Surroundings(Ground):
    """Steps that touch no case."""

    @rule(days=st.sampled_from((0, 1, 3)), hours=st.integers(1, 23))
    def wait(self, days, hours):
        # Shorter than an upload waits for its form, unless it is days.
        now = self.kit.clock.advance(days=days, hours=hours)
        for place in self.places.values():
            place.model.now = now

    @rule()
    def run_jobs(self) -> None:
        self.let_jobs_run()

    @rule(
        name=places,
        may=st.sampled_from((True, True, False)),
        reply=st.sampled_from(("reopen", "reopen", "new_case", "no_update")),
        days=st.sampled_from((0, 0, 2)),
        mails=st.sampled_from(("answering", "nobody")),
    )
    def set_rules(self, name, may, reply, days, mails):
        place = self.places[name]
        with place.driver.scope() as scope:
            values = {
                "customers_may_reopen": may,
                "reply_to_closed": reply,
                "days_to_reopen": days,
                "first_number": 1,
                "unassigned_mails_to": mails,
            }
            save_settings(scope, "cases", values)
        place.model.customers_may_reopen = may
        place.model.reply_to_closed = reply
        place.model.days_to_reopen = days
        place.model.unassigned_mails_to = mails

    @rule(
        name=places,
        key=st.sampled_from(("priority", "cc", "status")),
        access=st.sampled_from(("hidden", "view", "edit")),
    )
    def set_grant(self, name, key, access):
        place = self.places[name]
        if (key, access) == ("status", "hidden"):
            access = "view"  # the search would follow only once its job has run
        grant = Grant(Access(access))
        place.driver.change_field(key, lambda field: field.with_grant("customer", "detail", grant))
        place.model.grants[key] = access

    @rule(name=places, reopens=st.booleans())
    def set_way_back(self, name, reopens):
        place = self.places[name]
        target = "open" if reopens else None
        place.driver.change_field(
            "status",
            lambda field: replace(
                field,
                options=tuple(
                    replace(option, reopens_to=target) if option.key == "closed" else option
                    for option in field.options
                ),
            ),
        )
        place.model.reopens_closed = reopens

    @rule(name=places, is_on=st.booleans())
    def switch_portal(self, name, is_on):
        place = self.places[name]
        with place.driver.scope() as scope:
            switch_plugin(scope, "portal", on=is_on)
        place.model.portal_on = is_on

    @rule(name=places)
    def verify_clara(self, name):
        place = self.places[name]
        place.driver.change_contact("clara", verified_at=self.kit.clock.now)
        place.model.verified.add("clara")

    @rule(name=places, agent=st.sampled_from(AGENTS), works=st.booleans())
    def employ(self, name, agent, works):
        place = self.places[name]
        place.driver.change_staff(agent, active=works)
        (place.model.working.add if works else place.model.working.discard)(agent)

    @rule(name=places, views=st.booleans())
    def show_account(self, name, views):
        place = self.places[name]
        place.driver.change_membership("bruno", can_view_cases=views)
        place.model.bruno_views_account = views
