import pytest
from sqlalchemy import insert, select, text

from core.cases import finding
from core.cases.folding import fold
from core.cases.indexing import index_cases_after
from core.cases.models import Case, CaseText
from core.cases.search import announce_words, found_by_index
from core.cases.services import (
    CaseFilter,
    change_case,
    create_case,
    is_too_short,
    list_cases,
)
from fields_config.definition import Access, Grant

VALUES = {"message": "<p>Help</p>", "product": "general/problem/billing"}


def found(scope, typed, view="all"):
    return [row.number for row in list_cases(scope, CaseFilter(view=view, text=typed)).rows]


@pytest.fixture
def cases(scope, contact):
    subjects = ("Avería en la CALLE Ñuñoa", "Straße 100% dunkel", "snake_case 50\\50")
    return [
        create_case(scope, {**VALUES, "subject": subject}, contact_id=contact.id)
        for subject in subjects
    ]


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Avería", "averia"),
            ("STRASSE Straße", "strasse strasse"),
            ("ﬁn\u200bal\tTexto ", "final texto"),
            ("İstanbul ÅÄÖ", "istanbul aao"),
            ("ışık IŞIK", "isik isik"),
            ("№ ①", "no 1"),
            ("\x00\ud800", ""),
        ],
    )
    def test_it_leaves_what_people_type(self, text, folded):
        assert fold(text) == folded


@pytest.mark.usefixtures("cases")
class TestFoundBy:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("averia", [1]),
            ("VERÍ", [1]),
            ("nunoa calle", [1]),
            ("calle strasse", []),
            ("strasse", [2]),
            ("100%", [2]),
            ("1%0", []),
            ("snake_case", [3]),
            ("snakeXcase", []),
            ("50\\50", [3]),
            ('"calle"', []),
            ("calle OR snake", []),
            ("en calle", [1]),
            ("factura o pago", [3, 2, 1]),
            ("ouvert", [3, 2, 1]),
            ("zzz", []),
            ("' OR 1=1 --", []),
        ],
    )
    def test_it_finds_parts_of_words_whatever_their_case_and_accents(self, ana, typed, expected):
        assert found(ana, typed) == expected

    @pytest.mark.parametrize(
        "typed", ["*", "NEAR(", "text:", "^", "\x00\x00\x00", "((((", "\\\\\\"]
    )
    def test_nothing_typed_is_an_error(self, ana, agent, typed):
        found(ana, typed)
        found(agent, typed * 100)

    def test_it_finds_the_date_as_the_page_writes_it(self, ana, clock):
        assert found(ana, clock.now.date().isoformat()) == [3, 2, 1]
        assert found(ana, clock.now.strftime("%d/%m/%Y")) == [3, 2, 1]

    def test_others_find_nothing_of_it(self, bruno, agent, other_scope):
        assert found(bruno, "averia") == []
        assert found(other_scope, "averia") == []
        assert found(agent, "averia") == [1]

    def test_the_index_finds_the_same_where_walking_gives_up(self, ana, bruno, monkeypatch):
        monkeypatch.setattr(finding, "WALK", 1)

        assert found(ana, "factura averia") == [1]
        assert found(ana, "factura") == [3, 2, 1]
        assert found(ana, "calle en") == [1]
        assert found(ana, '"calle"') == []
        assert found(ana, "50\\50") == [3]
        assert found(bruno, "factura") == []

    def test_it_follows_a_change_at_once(self, agent, cases):
        change_case(agent, cases[0], {"subject": "Nothing of the kind", "status": "closed"})

        assert found(agent, "averia") == []
        assert found(agent, "cerrado kind") == [1]


class TestNumbers:
    def test_fewer_than_three_characters_match_the_beginning_of_the_number(self, scope, contact):
        for _ in range(13):
            create_case(scope, {**VALUES, "subject": "x"}, contact_id=contact.id)

        assert found(scope, "1") == [13, 12, 11, 10, 1]
        assert found(scope, "#13") == [13]
        assert found(scope, "9") == [9]

    def test_two_letters_narrow_nothing_yet(self, ana, cases):
        assert found(ana, "av") == [3, 2, 1]
        assert [is_too_short(text) for text in ("av", "", "12", "ave")] == [
            True,
            False,
            False,
            False,
        ]


class TestIndexing:
    def test_a_field_hidden_from_customers_is_not_found_by(self, scope, ana, cases, with_form):
        def hide(form):
            status = form.field("status")
            return form.with_field(status.with_grant("customer", "detail", Grant(Access.HIDDEN)))

        scope, ana = with_form(scope, hide), with_form(ana, hide)

        assert index_cases_after(scope, 0) is None
        assert found(ana, "abierto") == []
        assert found(ana, "averia") == [1]


class TestFoundByIndex:
    @pytest.fixture
    def many(self, many_cases, scope):
        scope.session.execute(
            insert(CaseText),
            [
                {"tenant_id": scope.tenant_id, "id": id_, "text": f"word{turn} of many"}
                for turn, id_ in enumerate(many_cases.values())
            ],
        )
        scope.session.execute(text("ANALYZE"))

    @pytest.mark.usefixtures("many")
    def test_the_database_answers_from_the_index_under_row_level_security(self, agent, plan_of):
        is_postgresql = agent.session.get_bind().dialect.name == "postgresql"
        if is_postgresql:
            agent.session.execute(text("SELECT gin_clean_pending_list('ix_case_search_text')"))
        announce_words(agent, ("word1234",))
        query = select(Case.number).where(
            Case.tenant_id == agent.tenant_id, found_by_index(agent, ("word1234",))
        )

        assert agent.session.scalars(query).all() == [1334]
        index = "ix_case_search_text" if is_postgresql else "case_search_index VIRTUAL TABLE INDEX"
        assert index in plan_of(query)
