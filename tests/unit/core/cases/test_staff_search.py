"""What staff find cases by, and customers don't."""

import pytest
from sqlalchemy import delete, select

from core.cases.models import CaseStaffText
from core.cases.search import indexing, page_search
from core.cases.search.indexing import index_cases_after
from core.cases.search.text_query import clear_search_pattern
from core.cases.services import (
    CaseFilter,
    add_note,
    list_cases,
    reopen_case,
)
from core.fields.services.publishing import install_form
from core.identity.services.accounts import change_account, create_account
from core.identity.services.contacts import change_contact
from core.testing.cases import actor_of, edit_case, file_case
from fields_config.definition import Access, FieldDefinition, Grant, Option
from tests.support.grants import EVERYWHERE
from tests.unit.core.cases.conftest import VALUES


def found(scope, typed):
    return [row.number for row in list_cases(scope, CaseFilter(view="all", text=typed)).rows]


def with_note(form):
    searchable = FieldDefinition(
        key="place", type="text", labels={"en": "Place"}, grants=EVERYWHERE, searchable=True
    )
    plain = FieldDefinition(key="code", type="text", labels={"en": "Code"}, grants=EVERYWHERE)
    return form.with_field(searchable).with_field(plain)


@pytest.fixture(
    params=[1, page_search.SCAN_LIMIT], ids=["by the index", "by walking"], autouse=True
)
def _walk(request, monkeypatch):
    monkeypatch.setattr(page_search, "SCAN_LIMIT", request.param)


@pytest.fixture
def person(make_contact):
    return make_contact(
        first_name="Ana", last_name="García O’Brien", email="ana.garcia@demo.example"
    )


@pytest.fixture
def ana(scope, person):
    return scope.acting_as(actor_of(person))


@pytest.fixture
def account(scope):
    return create_account(scope, {"name": "Café Horizonte S. A.", "number": "NIT 900-123"})


@pytest.fixture
def case(scope, person, account):
    values = {**VALUES, "message": "<p>La <b>luz verde</b> no<br>prende.</p>"}
    return file_case(scope, {**values, "account": str(account.id)}, contact_id=person.id)


class TestMarkedOptions:
    def test_a_case_is_found_by_what_a_chosen_option_is_called(
        self, open_scope, make_case, person, make_staff
    ):
        with open_scope() as scope:
            field = FieldDefinition(
                key="district",
                type="list",
                labels={"en": "District"},
                options=(Option(key="n", labels={"en": "Northside", "es": "Zona norte"}),),
                grants={("agent", "detail"): Grant(Access.EDIT)},
                searchable=True,
            )
            install_form(scope, "case", scope.tenant.form("case").with_field(field))
        made = make_case(person, district="n")

        with open_scope(actor=actor_of(make_staff(), "cases:read")) as scope:
            for typed in ("northside", "zona nor"):
                rows = list_cases(scope, CaseFilter(view="all", text=typed)).rows
                assert [row.number for row in rows] == [made.number]


@pytest.mark.usefixtures("case")
class TestFoundBy:
    @pytest.mark.parametrize(
        "typed",
        [
            *("García", "ana garcia", "o'brien", "ana.garcia@demo.example", "@demo.example"),
            *("cafe horizonte", "900123", "nit 900.123", "luz verde", "LUZ", "prende garcia"),
        ],
    )
    def test_staff_find_by_people_accounts_and_messages_and_customers_do_not(
        self, agent, ana, typed
    ):
        assert found(agent, typed) == [1]
        assert found(ana, typed) == []

    @pytest.mark.parametrize("typed", ["Böhm", "boehm", "Café Größe", "groesse", "AB1234"])
    def test_any_spelling_finds_people_accounts_and_messages(
        self, scope, agent, make_contact, typed
    ):
        person = make_contact(first_name="Jörg", last_name="Boehm")
        account = create_account(scope, {"name": "Café Größe", "number": "AB 1234"})
        values = {**VALUES, "account": str(account.id)}
        file_case(scope, values, contact_id=person.id)
        add_note(agent, file_case(scope, VALUES), "<p>Böhm: groesse; Café, AB-1234</p>")

        assert found(agent, typed) == [3, 2]

    def test_an_account_that_staff_do_not_see_finds_nothing(
        self, scope, agent, case, account, with_form
    ):
        def hide(form):
            field = form.field("account").with_grant("agent", "detail", Grant(Access.HIDDEN))
            return form.with_field(field)

        assert found(agent, "horizonte") == [1]
        index_cases_after(with_form(scope, hide), 0)
        assert found(with_form(agent, hide), "horizonte") == []

    def test_words_of_later_messages_are_found_at_once(self, agent, ana, case):
        add_note(ana, case, "<p>Ya funciona, gracias</p>")
        add_note(agent, case, "<p>Vigilar al técnico</p>", is_internal=True)
        edit_case(agent, case, {"subject": "Otra cosa"})

        for typed in ("funciona", "tecnico vigilar", "luz verde", "otra cosa"):
            assert found(agent, typed) == [1]
            assert found(ana, typed) == ([1] if typed == "otra cosa" else [])
        assert found(agent, "no light") == []

    def test_a_reason_to_reopen_is_a_message(self, scope, agent, ana, case):
        edit_case(agent, case, {"status": "closed"})
        reopen_case(ana, case, "<p>Sigue intermitente</p>")

        assert found(agent, "intermitente") == [1]

    def test_another_house_finds_nothing(self, other_scope):
        assert found(other_scope, "luz verde") == []

    def test_each_word_is_kept_once(self, scope, agent, case):
        for _turn in range(3):
            add_note(agent, case, "<p>gracias por escribir, gracias</p>")

        clear_search_pattern(scope)
        text = scope.session.scalars(select(CaseStaffText.text)).one()
        assert text.count("gracias") == 1


class TestPeople:
    def test_cases_follow_when_people_and_accounts_are_called_otherwise(
        self, open_scope, platform, make_case, make_contact, jobs, make_staff, monkeypatch
    ):
        monkeypatch.setattr(indexing, "BATCH", 2)
        contact = make_contact(first_name="Ana", last_name="García")
        with open_scope() as scope:
            account = create_account(scope, {"name": "Horizonte"})
        for _turn in range(5):
            make_case(contact, account=str(account.id))
        agent = actor_of(make_staff(name="Carla"), "cases:read")
        with open_scope() as scope:
            change_contact(scope, scope.session.merge(contact), {"last_name": "Núñez"})
            change_account(scope, scope.session.merge(account), {"name": "Aurora"})

        jobs.run()

        with open_scope(actor=agent) as scope:
            assert found(scope, "nunez") == found(scope, "aurora") == [5, 4, 3, 2, 1]
            assert found(scope, "garcia") == found(scope, "horizonte") == []


class TestOwnFields:
    def test_those_that_are_marked_are_looked_into(self, scope, agent, ana, person, with_form):
        scope, agent, ana = (with_form(one, with_note) for one in (scope, agent, ana))
        values = {**VALUES, "place": "Ñuñoa, piso-3", "code": "Zaragoza"}
        file_case(scope, values, contact_id=person.id)

        assert found(agent, "nunoa piso3") == [1]
        assert found(agent, "zaragoza") == []
        assert found(ana, "nunoa") == []

    def test_however_much_they_say_the_people_are_found(
        self, scope, agent, person, account, with_form
    ):
        def with_story(form):
            return form.with_field(
                FieldDefinition(
                    key="story",
                    type="textarea",
                    labels={"en": "Story"},
                    grants=EVERYWHERE,
                    searchable=True,
                    validation={"max_length": 50_000},
                )
            )

        scope, agent = with_form(scope, with_story), with_form(agent, with_story)
        story = " ".join(f"word{number}" for number in range(2000))
        values = {**VALUES, "story": story, "account": str(account.id)}
        file_case(scope, values, contact_id=person.id)

        assert found(agent, "garcia") == found(agent, "horizonte") == [1]
        assert found(agent, "word1") == [1]


class TestOldCases:
    def test_the_job_writes_what_an_older_release_did_not(self, scope, agent, case):
        add_note(agent, case, "<p>Vigilar</p>", is_internal=True)
        clear_search_pattern(scope)
        scope.session.execute(delete(CaseStaffText))
        scope.session.expunge_all()
        add_note(agent, scope.session.merge(case), "<p>Segundo</p>")  # the job comes later

        index_cases_after(scope, 0)

        for typed in ("luz verde", "vigilar segundo", "horizonte"):
            assert found(agent, typed) == [1]

    def test_the_order_of_the_list_is_kept_for_what_is_written_later(self, scope, agent, person):
        cases = [file_case(scope, VALUES, contact_id=person.id) for _turn in range(3)]
        clear_search_pattern(scope)
        scope.session.execute(delete(CaseStaffText).where(CaseStaffText.id == cases[1].id))
        scope.session.expunge_all()

        index_cases_after(scope, 0)
        file_case(scope, VALUES, contact_id=person.id)

        assert found(agent, "yesterday") == [4, 3, 2, 1]
