import re
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from sqlalchemy import func, insert, select, text

from core.cases.models import Case, CaseStaffText
from core.cases.search import buckets, page_search
from core.cases.search.filters import narrowings_of
from core.cases.search.indexing import index_cases_after
from core.cases.search.page_search import Search
from core.cases.search.text_query import read_typed, set_search_pattern
from core.cases.services import (
    CaseFilter,
    is_too_short,
    list_cases,
)
from core.search_text import fold
from core.testing.cases import edit_case, file_case
from fields_config.definition import Access, Grant

VALUES = {"message": "<p>Help</p>", "product": "general/problem/billing"}


def found(scope, typed, view="all"):
    return [row.number for row in list_cases(scope, CaseFilter(view=view, text=typed)).rows]


@pytest.fixture
def cases(scope, contact):
    subjects = ("Avería en la CALLE Ñuñoa", "Straße 100% dunkel", "snake_case 50\\50")
    return [
        file_case(scope, {**VALUES, "subject": subject}, contact_id=contact.id)
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
            ('"calle"', [1]),
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

    @pytest.mark.parametrize("language", ["es", "en", "pt", "fr", "de", "it"])
    def test_it_finds_day_and_time_as_lists_show_them(self, ana, agent, cases, language):
        zone, moment = ZoneInfo(ana.tenant.time_zone), cases[0].created_at
        shown = format_datetime(moment, "short", tzinfo=zone, locale=language)
        day = moment.astimezone(zone).date()
        long = format_date(day, "d MMMM", locale=language)

        for typed in (
            shown.replace(",", ""),
            shown.partition(",")[0],
            long,
            long[:6],
            f"{day:%d.%m.%y}",
        ):
            kept = " ".join(word for word in typed.split() if word not in {"AM", "PM"})
            assert found(ana, kept) == found(agent, kept) == [3, 2, 1], kept

    @pytest.mark.parametrize(
        "walk", [0, page_search.SCAN_LIMIT], ids=["by the index", "by walking"]
    )
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            *(("Müller", [6, 5, 4]), ("mueller", [5, 4]), ("MULLER", [6, 4])),
            *(("Müller AB-1234", [5, 4]), ("müller bäckerei", [4]), ("baeckerei ab 12", [4])),
            *(("AB 1234", [5, 4]), ("ab1234", [5, 4]), ("AB-1234", [5, 4]), ("ab12345", [])),
            *(("müller straße dunkel fall", []), ("Mueller Bäckerei 1234 anfrage", [4])),
        ],
    )
    def test_letters_with_dots_and_references_with_gaps_find_what_is_written_otherwise(
        self, scope, ana, agent, contact, monkeypatch, walk, typed, expected
    ):
        monkeypatch.setattr(page_search, "SCAN_LIMIT", walk)
        for subject in ("Anfrage Müller, Bäckerei: AB 1234", "Mueller AB-1234", "Muller"):
            file_case(scope, {**VALUES, "subject": subject}, contact_id=contact.id)

        assert found(ana, typed) == found(agent, typed) == expected

    def test_others_find_nothing_of_it(self, bruno, agent, other_scope):
        assert found(bruno, "averia") == []
        assert found(other_scope, "averia") == []
        assert found(agent, "averia") == [1]

    def test_the_index_finds_the_same_where_walking_gives_up(self, ana, bruno, monkeypatch):
        monkeypatch.setattr(page_search, "SCAN_LIMIT", 1)

        assert found(ana, "factura averia") == [1]
        assert found(ana, "factura") == [3, 2, 1]
        assert found(ana, "calle en") == [1]
        assert found(ana, '"calle"') == [1]
        assert found(ana, "50\\50") == [3]
        assert found(bruno, "factura") == []

    def test_it_follows_a_change_at_once(self, agent, cases):
        edit_case(agent, cases[0], {"subject": "Nothing of the kind", "status": "closed"})

        assert found(agent, "averia") == []
        assert found(agent, "cerrado kind") == [1]


class TestNumbers:
    def test_fewer_than_three_characters_match_the_beginning_of_the_number(self, scope, contact):
        for _ in range(13):
            file_case(scope, {**VALUES, "subject": "x"}, contact_id=contact.id)

        assert found(scope, "1") == [13, 12, 11, 10, 1]
        assert found(scope, "#13") == [13]
        assert found(scope, "9") == [9]

    @pytest.mark.parametrize(
        "typed", ["Caso 4", "caso #4", "Case 4", "Ticket 4", "#4", "N.º 4", "No. 4", "Nr. 4", "№4"]
    )
    def test_a_case_is_called_by_its_number(self, scope, agent, contact, typed):
        for _ in range(14):
            file_case(scope, {**VALUES, "subject": "x"}, contact_id=contact.id)

        assert found(agent, typed) == [4]

    def test_a_number_that_no_case_has_may_be_a_word(self, scope, agent, contact):
        values = {**VALUES, "subject": "Ticket 4521 de Jira"}
        file_case(scope, values, contact_id=contact.id)

        assert found(agent, "ticket 4521") == [1]
        assert found(agent, "ticket 4522") == []

    def test_two_letters_find_nothing_and_are_told_apart(self, ana, cases):
        for typed in ("av", "漢字", "TV 4K", "…", "¿?", "c++"):
            assert found(ana, typed) == []
            assert is_too_short(typed)
        assert not any(map(is_too_short, ("", " ", "12", "ave", "#7", "TV Sony")))


def hide(key):
    """Hide a field from customers."""

    def change(form):
        field = form.field(key).with_grant("customer", "detail", Grant(Access.HIDDEN))
        return form.with_field(field)

    return change


class TestIndexing:
    @pytest.mark.parametrize(
        ("key", "expected"), [("status", ([], [1])), ("subject", ([3, 2, 1], []))]
    )
    def test_a_field_hidden_from_customers_is_not_found_by(
        self, scope, ana, cases, with_form, key, expected
    ):
        scope, ana = with_form(scope, hide(key)), with_form(ana, hide(key))

        assert index_cases_after(scope, 0) is None
        assert (found(ana, "abierto"), found(ana, "averia")) == expected

    def test_what_the_form_hides_by_now_is_not_found_before_the_job_has_come(
        self, ana, agent, cases, with_form
    ):
        for typed in ("abierto", "averia abierto"):
            assert found(ana, typed) != []
            assert found(with_form(ana, hide("status")), typed) == []
            assert found(with_form(agent, hide("status")), typed) != []


class TestEras:
    @pytest.fixture
    def many(self, scope, contact, monkeypatch):
        """Eras of two cases each, of which some are empty, and the words in some."""
        monkeypatch.setattr(page_search, "SCAN_LIMIT", 1)
        monkeypatch.setattr(buckets, "BUCKET_SIZE", 2)
        for subject in ("kiwi", "kiwi", "fig", "kiwi plum", "fig", "fig", "fig", "kiwi", "fig"):
            file_case(scope, {**VALUES, "subject": subject}, contact_id=contact.id)

    @pytest.mark.usefixtures("many")
    def test_they_are_gone_through_in_the_order_of_the_list(self, agent):
        assert found(agent, "kiwi") == [8, 4, 2, 1]
        assert found(agent, "kiwi plum") == [4]
        assert found(agent, "fig") == [9, 7, 6, 5, 3]
        assert found(agent, "melon") == []

    @pytest.mark.usefixtures("many")
    def test_pages_go_on_where_the_last_ended_and_back(self, agent):
        def page(**key):
            return list_cases(agent, CaseFilter(view="all", text="kiwi", size=2, **key))

        first = page()
        second = page(after=first.next_key)
        back = page(before=second.previous_key)

        assert [row.number for row in first.rows] == [8, 4]
        assert [row.number for row in second.rows] == [2, 1]
        assert [row.number for row in back.rows] == [8, 4]

    @pytest.mark.usefixtures("many")
    def test_the_rest_of_the_filter_holds(self, agent, other_scope):
        number = found(agent, "kiwi")[0]
        case = agent.session.scalars(select(Case).where(Case.number == number)).one()
        edit_case(agent, case, {"status": "closed"})

        assert found(agent, "kiwi", view="open") == [4, 2, 1]
        assert found(agent, "kiwi", view="closed") == [8]
        assert found(other_scope, "kiwi") == []


class TestPlan:
    """However many cases have a word, and however old they are: no more is read than a page."""

    @pytest.fixture
    def is_postgresql(self, scope):
        return scope.session.get_bind().dialect.name == "postgresql"

    @pytest.fixture
    def many(self, many_cases, scope, is_postgresql):
        scope.session.execute(
            insert(CaseStaffText),
            [
                {
                    "tenant_id": scope.tenant_id,
                    "id": id_,
                    "era": number // 1000,
                    "text": f"word{number} "
                    + ("of many" if number > 2100 else "ancient")
                    # What stands beside a very long word that all have.
                    + " everywhere commonplace"
                    + (" axe" if number in {150, 1234} else "")
                    + (" muller mueller" if number == 2000 else ""),
                }
                for number, id_ in many_cases.items()
            ],
        )
        scope.session.execute(text("ANALYZE"))
        if is_postgresql:
            index = "ix_case_staff_search_text"
            scope.session.execute(select(func.gin_clean_pending_list(index)))

    @pytest.fixture
    def query(self, agent, many):
        def query(word, **fields):
            words = read_typed(word).words
            set_search_pattern(agent, words)
            clauses = narrowings_of(agent, CaseFilter(view="all", fields=fields))
            conditions = [Case.tenant_id == agent.tenant_id]
            return Search(agent, words, clauses, conditions, 26, False)._by_index()

        return query

    @pytest.fixture
    def texts_read(self, plan_of):
        """How many texts PostgreSQL reads from the table, as its index could not tell."""

        def count(query):
            plan = plan_of(query, "EXPLAIN (ANALYZE, TIMING OFF)")
            scan = plan.partition("Bitmap Heap Scan on case_staff_search")[2]
            rows, loops = re.search(r"actual rows=(\d+) loops=(\d+)", scan).groups()
            removed = re.findall(r"Rows Removed by \w+(?: Recheck)?: (\d+)", scan)
            return (int(rows) + sum(map(int, removed))) * int(loops)

        return count

    @pytest.mark.parametrize(
        ("word", "newest"),
        [("word1234", 1234), ("many", 3099), ("ancient", 2100), ("nobody", None)],
    )
    @pytest.mark.parametrize("fields", [{}, {"product": "general"}], ids=["words", "and a value"])
    def test_the_index_gives_it_in_order(
        self, agent, query, plan_of, word, newest, fields, is_postgresql, monkeypatch
    ):
        monkeypatch.setattr(buckets, "BUCKET_SIZE", 1000)
        wanted = query(word, **fields)
        plan = plan_of(wanted)

        assert next(iter(agent.session.scalars(wanted)), None) == newest
        assert "Seq Scan" not in plan
        assert "SCAN support_case" not in plan
        if is_postgresql:
            assert re.search(r"Index Cond: .*era = buckets\.era", plan)
            assert "ix_case_staff_search_text" in plan
            assert plan.count("Sort") == 2  # of one era (and what it is sorted by)
        else:
            assert "SCAN case_staff_search_index VIRTUAL TABLE INDEX" in plan
            assert "TEMP B-TREE" not in plan

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("everywhere axe", [1234, 150]),
            ("commonplace axe everywhere", [1234, 150]),
            ("commonplace everywhere ancient axe word", [1234, 150]),
            ("everywhere Müller", [2000]),
            ("axe many", []),
        ],
    )
    def test_the_rarest_word_decides_how_many_texts_are_read(
        self, agent, query, texts_read, typed, expected, is_postgresql, monkeypatch
    ):
        monkeypatch.setattr(buckets, "BUCKET_SIZE", 1000)
        wanted = query(typed)

        assert agent.session.scalars(wanted).all() == expected
        if is_postgresql:  # SQLite's index takes all words, too, and tells no numbers
            # Those with the word, and where two trigrams meet that are not of one.
            assert texts_read(wanted) <= len(expected) + 10
