"""Channels of plugins: options of the form, and words and icons where something came by them."""

import pytest

from core.cases.services import (
    add_note,
    create_case,
    read_new_case,
)
from core.fields.services.publishing import install_form
from core.plugin.contributions import Channel
from core.tenancy.services import switch_plugin
from core.testing.cases import A_CASE, actor_of
from tests.unit.core.plugin.modules import make_plugin


def register_channels():
    return [
        Channel(name="pigeon", title="Carrier pigeon", icon="send"),
        Channel(name="email", title="Letters", icon="book"),
    ]


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin("pigeons", register_channels),)


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


@pytest.fixture
def file_by(open_scope, ana):
    """File a case that came by a channel, and a message by another."""

    def file_by(channel, of_note=None):
        with open_scope(actor=actor_of(ana)) as scope:
            case = create_case(scope, read_new_case(scope, A_CASE), channel=channel)
            if of_note:
                add_note(scope, case, "<p>More</p>", channel=of_note)
            return case

    return file_by


def told(page, selector=".c-channel"):
    return [one.get_text(" ", strip=True) for one in page.html.select(selector)]


class TestChannels:
    def test_case_and_messages_say_by_which_they_came(self, as_agent, file_by):
        case = file_by("pigeon", of_note="email")

        page = as_agent().get(f"/desk/cases/{case.number}")

        assert told(page, ".c-head .c-channel") == ["Carrier pigeon"]
        # A tenant's own words for an option go before those of plugins.
        assert told(page, ".v-note .c-channel") == ["Carrier pigeon", "E-mail"]
        icons = [use["href"] for use in page.html.select(".v-note .c-channel use")]
        assert [one.rpartition("#")[2] for one in icons] == ["send", "book"]

    def test_the_customer_sees_it_and_not_what_goes_without_saying(self, as_customer, ana, file_by):
        case = file_by("portal", of_note="pigeon")

        page = as_customer(ana).get(f"/cases/{case.number}")

        assert told(page) == ["Carrier pigeon"]

    def test_a_name_that_nobody_knows_shows_as_it_is(self, as_agent, file_by):
        case = file_by("<b>smoke</b>")

        page = as_agent().get(f"/desk/cases/{case.number}")

        assert told(page, ".v-note .c-channel") == ["<b>smoke</b>"]

    def test_agents_choose_them_and_lists_are_narrowed_by_them(self, as_agent, file_by, ana):
        case = file_by("pigeon")
        file_by("portal")
        desk = as_agent()

        page = desk.get("/desk?view=all&f-channel=pigeon")

        form = desk.get(f"/desk/new?contact={ana.id}").forms["case"]
        assert "pigeon" in [key for key, _chosen, _label in form["channel"].options]
        assert f"/desk/cases/{case.number}" in page.text
        assert f"/desk/cases/{case.number + 1}" not in page.text

    def test_they_leave_the_form_with_the_plugin(self, open_scope):
        def keys():
            with open_scope() as scope:
                return [one.key for one in scope.tenant.form("case").field("channel").options]

        assert keys()[-1] == "pigeon"
        with open_scope() as scope:
            switch_plugin(scope, "pigeons", on=False)
        assert "pigeon" not in keys()

    def test_a_form_that_is_published_keeps_them(self, open_scope, as_agent, file_by):
        case = file_by("pigeon")
        with open_scope() as scope:
            install_form(scope, "case", scope.tenant.form("case"))
        with open_scope() as scope:
            switch_plugin(scope, "pigeons", on=False)

        page = as_agent().get(f"/desk/cases/{case.number}")

        assert told(page, ".c-head .c-channel") == ["Carrier pigeon"]
