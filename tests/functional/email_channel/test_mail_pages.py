"""The pages of received mail: the list, a message, and what staff decide there."""

import pytest

from core.cases.models import CaseFile
from core.db.base import new_id
from core.errors import ForbiddenError
from core.scope import Actor
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.quarantine import accept_mail, assign_mail
from plugins.email_channel.services.reply_addresses import reply_address
from plugins.email_channel.views.mail_page import choices_of
from tests.support.mails import ANA, EVA, write_mail
from tests.support.pages import texts, words


@pytest.fixture
def desk(as_agent, make_staff):
    """A browser without scripts, with Carla signed in."""
    return as_agent(make_staff(name="Carla Ruiz"))


@pytest.fixture
def in_quarantine(deliver, tune):
    """Let a stranger's message wait."""

    def wait(*args, **headers):
        tune("email_channel", unknown_sender="quarantine")
        return deliver(write_mail(*(args or (EVA, "Consulta", "¿Cuánto cuesta?")), **headers))

    return wait


@pytest.fixture
def open_mail(desk):
    return lambda mail: desk.get(f"/mail/{mail.id}")


@pytest.fixture
def state_of(rows):
    return lambda mail: rows(ReceivedMail, ReceivedMail.id == mail.id)[0].state


def subjects(page):
    return texts(page, ".m-mails .v-row-link")


class TestList:
    def test_it_begins_with_what_waits_for_a_decision(self, desk, in_quarantine, deliver, ana):
        in_quarantine()
        deliver(write_mail(ANA, "Sin luz", "Desde ayer."))

        page = desk.get("/mail")

        assert subjects(page) == ["Consulta"]
        assert "To decide 1" in words(page, ".v-tabs")
        assert "In quarantine Its sender is not known." in words(page, ".m-mails")

    def test_what_was_filed_leads_to_its_case(self, desk, deliver, ana, cases):
        deliver(write_mail(ANA, "Sin luz", "Desde ayer."))

        page = desk.get("/mail?tab=filed")

        assert subjects(page) == ["Sin luz"]
        page.click(f"Case {cases()[0].number}").mustcontain("Desde ayer.")

    def test_it_is_turned_by_keys_in_both_directions(self, desk, deliver, monkeypatch):
        monkeypatch.setattr("plugins.email_channel.services.listing.SIZE", 2)
        deliver(*(write_mail(EVA, f"Uno {n}", f"{n}") for n in range(5)))

        first = desk.get("/mail?tab=all")
        second = first.click("Next")
        third = second.click("Next")

        assert [subjects(page) for page in (first, second, third)] == [
            ["Uno 4", "Uno 3"],
            ["Uno 2", "Uno 1"],
            ["Uno 0"],
        ]
        back = third.click("Previous")
        assert subjects(back) == ["Uno 2", "Uno 1"]
        assert subjects(back.click("Previous")) == ["Uno 4", "Uno 3"]

    def test_it_is_searched_by_the_senders_address(self, desk, deliver):
        deliver(
            write_mail(EVA, "De Eva", "1"),
            write_mail("Leo <leo@nadie.example>", "De Leo", "2"),
        )
        form = desk.get("/mail?tab=all").forms["search-mail"]

        form["q"] = " EVA@tercero.EXAMPLE "
        found = form.submit()
        form["q"] = "eva"

        assert subjects(found) == ["De Eva"]
        assert "Write the address as a whole" in words(form.submit())

    @pytest.mark.parametrize("query", ["tab=x", "after=x", "before=%00", "q=%00", "after="])
    def test_whatever_the_address_says_it_is_a_list(self, desk, in_quarantine, query):
        in_quarantine()

        assert desk.get(f"/mail?{query}").status_int == 200

    def test_it_asks_the_same_number_of_queries_however_many_there_are(
        self, desk, deliver, queries, ana
    ):
        def count():
            queries.clear()
            desk.get("/mail?tab=all")
            return len(queries)

        deliver(write_mail(ANA, "Una", "1"))
        count()
        few = count()
        deliver(*(write_mail(ANA, f"Otra {n}", f"{n}") for n in range(6)))

        assert count() == few


class TestMessage:
    def test_it_says_what_came_and_what_became_of_it_and_why(self, open_mail, in_quarantine):
        page = open_mail(in_quarantine())

        assert "¿Cuánto cuesta?" in words(page)
        assert "Eva Paz <eva@tercero.example>" in words(page)
        assert "Its sender is not known." in words(page, "aside")
        steps = texts(page, ".m-steps tbody tr")
        title = "Somebody writes who is no contact"
        assert f"Parameter “{title}” eva@tercero.example waits in quarantine" in steps

    def test_what_is_quoted_is_folded(self, open_mail, deliver, ana):
        text = "Gracias.\n\nOn Monday, 2 November 2026, Acme wrote:\n> ¿Funciona?\n"

        page = open_mail(deliver(write_mail(ANA, "Re: Luz", text)))

        assert words(page, "section > .m-body") == "Gracias."
        assert "¿Funciona?" in words(page, "details.m-folded")

    def test_what_only_the_program_marked_as_quoted_is_folded(self, open_mail, deliver, ana):
        html = '<p>Gracias.</p><div class="yahoo_quoted"><p>Hallo, geht es?</p></div>'

        page = open_mail(deliver(write_mail(ANA, "Re: Luz", "Gracias.", html=html)))

        assert words(page, "section > .m-body") == "Gracias."
        assert "Hallo, geht es?" in words(page, "details.m-folded")

    def test_html_is_harmless(self, open_mail, deliver, ana):
        html = (
            "<p onclick='x()'>Hola <b>todos</b></p><script>alert(1)</script>"
            "<img src='https://spy.example/x.png'><a href='javascript:x()'>ver</a>"
            "<form action='/mail'><input name='x'></form>"
        )

        page = open_mail(deliver(write_mail(ANA, "Luz", "Hola", html=html)))

        body = page.html.select_one(".m-body")
        assert "Hola todos" in " ".join(body.get_text(" ").split())
        assert body.select("script, img, form, input, [onclick], a[href^=javascript]") == []

    def test_headers_are_shown_as_text(self, open_mail, deliver, ana):
        page = open_mail(deliver(write_mail(ANA, "Luz", "Hola", x_mailer="<b>Mail</b>")))

        assert "<b>Mail</b>" in words(page, ".m-headers")

    def test_addresses_that_let_one_write_to_a_case_are_hidden(
        self, open_mail, deliver, ana, make_case, mailbox_row, open_scope
    ):
        case = make_case(ana)
        with open_scope() as scope:
            address = reply_address(scope, mailbox_row, scope.session.merge(case).id)
        quoted = f"Gracias.\n\nOn Mon, 2 Nov 2026, Support <{address}> wrote:\n> Hola"
        html = f'<p>Gracias.</p><a href="mailto:{address.replace("+", "%2B")}">x</a>'
        plain = deliver(write_mail(ANA, "Re: Hola", quoted, to=address))
        rich = deliver(write_mail(ANA, "Re: Hola", quoted, to=address, html=html))

        assert plain.case_id == rich.case_id == case.id
        for mail in (plain, rich):
            page = open_mail(mail)
            page.mustcontain("ayuda+…@acme-mail.example")
            assert address.partition("+")[2].partition("@")[0] not in page

    def test_files_are_saved_and_never_shown(self, open_mail, deliver, ana):
        page_of_theirs = b"<script>alert(1)</script>"
        mail = deliver(write_mail(ANA, "Luz", "Ver.", files=[("foto añil.html", page_of_theirs)]))

        answer = open_mail(mail).click("foto añil.html")

        assert answer.body == page_of_theirs
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    def test_the_original_is_saved_byte_for_byte(self, open_mail, deliver, ana):
        raw = write_mail(ANA, "Luz", "Hola")

        answer = open_mail(deliver(raw)).click("Save the original")

        assert answer.body == raw
        assert answer.headers["Content-Disposition"].startswith("attachment;")

    def test_a_file_that_is_not_there_is_not_found(self, desk, deliver, ana):
        mail = deliver(write_mail(ANA, "Luz", "Hola"))

        for path in ("files/0", "files/9999", "accept/x"):
            desk.get(f"/mail/{mail.id}/{path}", status=404)
        desk.get("/mail/0192f0c1-0000-7000-8000-000000000000", status=404)

    def test_one_that_can_not_be_read_still_has_its_original(
        self, open_mail, in_quarantine, open_scope
    ):
        mail = in_quarantine()
        with open_scope() as scope:
            row = scope.session.get(ReceivedMail, (scope.tenant_id, mail.id))
            row.state, row.outcome, row.error = "failed", "unreadable", "exit status -11"

        page = open_mail(mail)

        assert "The message could not be read." in words(page)
        assert "exit status -11" in words(page)
        assert b"Consulta" in page.click("Save the original").body


class TestDeciding:
    def test_accepted_it_becomes_a_case(self, open_mail, in_quarantine, cases):
        page = open_mail(in_quarantine()).forms["accept"].submit().follow()

        assert "The message was accepted." in words(page)
        assert [case.subject for case in cases()] == ["Consulta"]
        assert "Decided by Carla Ruiz accepted" in texts(page, ".m-steps tbody tr")
        assert page.html.select(".m-choices") == []

    def test_it_is_added_to_a_case_with_its_files(
        self, open_mail, in_quarantine, make_case, ana, notes, rows
    ):
        case = make_case(ana)
        mail = in_quarantine(EVA, "Foto", "Ver.", files=[("foto.txt", b"x")])
        form = open_mail(mail).forms["assign"]

        form["number"] = f"#{case.number}"
        page = form.submit().follow()

        assert f"The message was added to case {case.number}." in words(page)
        assert "Ver." in notes(case.id)[-1].html
        assert [file.name for file in rows(CaseFile)] == ["foto.txt"]

    @pytest.mark.parametrize("typed", ["999", "x", "", "9" * 30])
    def test_a_number_that_is_none_is_kept_and_said(self, open_mail, in_quarantine, typed):
        mail = in_quarantine()
        form = open_mail(mail).forms["assign"]

        form["number"] = typed
        page = form.submit(status=422)

        assert page.forms["assign"]["number"].value == typed
        assert page.html.select_one("#assign .v-error")

    def test_refused_it_stays_where_it_can_be_read(self, open_mail, in_quarantine, state_of):
        mail = in_quarantine()

        page = open_mail(mail).forms["refuse"].submit().follow()

        assert state_of(mail) == "rejected"
        assert "¿Cuánto cuesta?" in words(page)

    def test_its_sender_is_blocked(self, desk, open_mail, in_quarantine, deliver):
        mail = in_quarantine()

        page = open_mail(mail).forms["block"].submit().follow()

        assert "its sender is blocked" in words(page)
        assert "eva@tercero.example" in words(desk.get("/mail/blocked"))
        assert deliver(write_mail(EVA, "Más", "Más")).outcome == "blocked"

    def test_one_that_failed_is_tried_again(
        self, open_mail, in_quarantine, open_scope, jobs, state_of
    ):
        mail = in_quarantine()
        with open_scope() as scope:
            row = scope.session.get(ReceivedMail, (scope.tenant_id, mail.id))
            row.state, row.outcome = "failed", "unreadable"

        open_mail(mail).forms["retry"].submit()
        jobs.run()

        assert state_of(mail) == "quarantined"

    def test_who_comes_second_is_told(self, open_mail, in_quarantine, cases):
        page = open_mail(in_quarantine())
        page.forms["accept"].submit()

        answer = page.forms["refuse"].submit().follow()

        assert "Somebody else has decided about it meanwhile." in words(answer)
        assert len(cases()) == 1

    def test_what_can_not_be_filed_says_why_and_stays(
        self, open_mail, deliver, make_case, ana, tune, jobs, sent, close, state_of
    ):
        tune("cases", reply_to_closed="no_update")
        case = make_case(ana)
        jobs.run()
        close(case)
        ours = next(one.message_id for one in sent("case_created"))
        mail = deliver(write_mail(ANA, "Re: Luz", "Sigue.", in_reply_to=f"<{ours.strip('<>')}>"))

        page = open_mail(mail).forms["accept"].submit().follow()

        assert "It could not be filed: The case is closed" in words(page)
        assert state_of(mail) == "recorded"

    def test_a_page_that_is_opened_by_its_address_leads_to_the_message(self, desk, in_quarantine):
        mail = in_quarantine()

        for verb in ("accept", "assign", "refuse", "block", "retry"):
            answer = desk.get(f"/mail/{mail.id}/{verb}")
            assert answer.location.endswith(f"/mail/{mail.id}")


class TestWhoMay:
    def test_staff_without_the_permission_see_nothing(self, as_csr, in_quarantine):
        mail = in_quarantine()
        browser = as_csr()

        for path in ("/mail", f"/mail/{mail.id}", f"/mail/{mail.id}/original", "/mail/blocked"):
            browser.get(path, status=404)
        assert "/mail" not in [a["href"] for a in browser.get("/staff/profile").html.select("a")]

    def test_who_may_not_answer_cases_lets_nothing_in(self, in_quarantine, open_scope, make_case):
        mail, case = in_quarantine(), make_case()
        reader = Actor(kind="staff", id=new_id(), permissions=frozenset({SEE.name, "cases:read"}))

        with open_scope(actor=reader) as scope:
            assert not (choices := choices_of(scope, mail, None)).accept
            assert not choices.assign
            with pytest.raises(ForbiddenError):
                accept_mail(scope, mail.id)
            with pytest.raises(ForbiddenError):
                assign_mail(scope, mail.id, str(case.number))

    def test_another_organisation_sees_nothing(self, as_agent, in_quarantine):
        mail = in_quarantine()
        other = as_agent(slug="globex")

        assert subjects(other.get("/mail?tab=all")) == []
        for path in (f"/mail/{mail.id}", f"/mail/{mail.id}/original", f"/mail/{mail.id}/files/0"):
            other.get(path, status=404)

    def test_agents_do_not_set_parameters(self, desk):
        desk.get("/admin/incoming-mail", status=404)


def test_outside_a_demo_there_is_no_such_page(testapp):
    testapp.get("/demo-mail", status=404)
    testapp.get("/demo-mail/0192f0c1-0000-7000-8000-000000000000", status=404)
