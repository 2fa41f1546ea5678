"""X-07: whatever a plugin does in a hook, pages come, operations are whole, others are heard."""

import pytest
from sqlalchemy import delete, func, select, text

from core.activity.models import Activity
from core.cases.models import Case, CaseNote
from core.cases.search import page_search
from core.db.base import new_id
from core.db.outbox import OutboxMessage
from core.fields.services.publishing import install_form
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.plugin import hookspecs
from core.tenancy.models import TenantDocument
from core.testing.web import use_editor
from fields_config.definition import AUDIENCES, SCREENS, Access, FieldDefinition, Grant
from tests.contract.hostile.faults import CALLS, CHARMING, EVENTS, OF_HOOK, TODAY
from tests.contract.hostile.kinds import OF_PART, PARTS
from tests.contract.peer import plugin as peer

CONTRIBUTIONS = (
    *("menu_items", "panels", "case_badges", "case_column", "search_results"),
    "case_suggestions",
)
PEERS_WORDS = {
    "menu_items": "Peer entry",
    "panels": "from the peer",
    "case_badges": "the peer&#39;s badge",
    "case_column": "from the peer",
    "search_results": "Peer article",
    "case_suggestions": "Peer suggestion",
}

# One of each sort. All of them are minutes: those run with `make faults`.
FEW = {
    *("error", "half a row"),
    *("item: number", "panel: number", "choice: number", "number", "half a sign"),
}

pytestmark = [pytest.mark.req("X-07"), pytest.mark.timeout(400)]


def traces(open_scope):
    """Count what the hostile plugin left behind."""
    with open_scope() as scope:
        left = select(func.count()).select_from(Activity).where(Activity.kind == "hostile")
        odd = select(func.count()).select_from(TenantDocument)
        odd = odd.where(TenantDocument.kind == "hostile")
        return scope.session.scalar(left), scope.session.scalar(odd)


class Problems:
    """What went wrong, fault by fault, so that one run shows all."""

    def __init__(self):
        self.found = {}

    def note(self, fault, problem):
        self.found.setdefault(fault, []).append(problem)

    def expect(self, fault, is_right, problem):
        if not is_right:
            self.note(fault, problem)


@pytest.fixture
def problems():
    problems = Problems()
    yield problems
    assert problems.found == {}


@pytest.fixture(params=["few", pytest.param("all", marks=pytest.mark.long)])
def choose(request):
    """Take all of the faults given, or a few."""
    return lambda names: [name for name in names if request.param == "all" or name in FEW]


@pytest.fixture
def look(portal, desk, case):
    """Get every kind of page that asks the hook; return the pages that carry contributions."""

    def look(hook):
        if hook == "menu_items":
            return [portal.get("/", status="*"), desk.get("/staff/profile", status="*")]
        if hook == "search_results":
            return [
                portal.get("/cases?tab=all&q=light", status="*"),
                desk.get("/desk?view=all&q=light", status="*"),
            ]
        if hook == "case_suggestions":
            form = portal.get("/cases/new").forms["case"]
            form["subject"] = "No light"
            sent = form.submit_fields()
            return [
                portal.post("/cases/new", [*sent, ("refresh", "subject")], status="*"),
                portal.post("/cases/new/suggestions", sent, status="*"),
            ]
        if hook == "case_column":
            return [
                portal.get("/cases?tab=all", status="*"),
                desk.get("/desk?view=all", status="*"),
            ]
        return [
            portal.get(f"/cases/{case.number}", status="*"),
            desk.get(f"/desk/cases/{case.number}", status="*"),
        ]

    return look


class TestContributions:
    @pytest.mark.parametrize("hook", CONTRIBUTIONS)
    def test_the_page_comes_without_them(self, hook, look, choose, misbehave, problems, open_scope):
        for page in look(hook):
            assert page.status_int == 200
            assert PEERS_WORDS[hook] in page.text
        for fault in choose(OF_HOOK[hook]):
            misbehave(hook, fault)
            pages = look(hook)
            problems.expect(fault, hook in CALLS, "was not called")
            for page in pages:
                problems.expect(fault, page.status_int == 200, f"answered {page.status}")
                problems.expect(fault, PEERS_WORDS[hook] in page.text, "the peer is gone")
                problems.expect(fault, "ostile" not in page.text, "something is left")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")

    def test_a_label_is_text_whatever_it_says_of_itself(self, portal, misbehave, problems):
        for fault in CHARMING:
            misbehave("menu_items", fault)
            page = portal.get("/")
            problems.expect(fault, "<script>sly" not in page.text, "a script")
            problems.expect(fault, "sly" in page.text, "no entry")


@pytest.fixture
def file_case(portal, open_scope):
    """File a case by the portal's form; return the page, and whether all of the case is there."""

    def file_case(subject, **values):
        form = portal.get("/cases/new").forms["case"]
        sent = dict(form.submit_fields("save"))
        sent |= {f"product-{i}": key for i, key in enumerate(("general", "problem", "billing"))}
        sent |= {"subject": subject, "message": "<p>Words</p>", **values}
        page = portal.post("/cases/new", sent, status="*")
        with open_scope() as scope:
            cases = scope.session.scalars(select(Case).where(Case.subject == subject)).all()
            notes = [
                scope.session.scalars(select(CaseNote).where(CaseNote.case_id == one.id)).all()
                for one in cases
            ]
            events = scope.session.scalars(select(OutboxMessage.args)).all()
        is_whole = (
            len(cases) == 1
            and [len(one) for one in notes] == [1]
            and any(str(cases[0].id) in str(args) and "peer" in args for args in events)
        )
        return page, is_whole, cases

    return file_case


@pytest.fixture
def chosen(make_staff):
    """The member of staff whom the peer chooses."""
    staff = make_staff()
    peer.CHOICE.append(staff.id)
    return staff


class TestPrograms:
    def test_the_next_plugin_knows_it(self, testapp, choose, misbehave, problems, open_scope):
        for fault in choose(OF_HOOK["identify_program"]):
            misbehave("identify_program", fault)
            sent = {"Authorization": "Bearer peer"}
            answer = testapp.get("/x/peer/program", headers=sent, status="*")
            problems.expect(fault, "identify_program" in CALLS, "was not called")
            problems.expect(fault, answer.status_int == 200, f"answered {answer.status}")
            problems.expect(fault, "Peer program" in answer.text, "the peer's is lost")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")


class TestFilingACase:
    @pytest.mark.parametrize("hook", ["check_case", "adjust_case", "choose_assignee"])
    def test_it_is_filed_whole(
        self, hook, file_case, chosen, choose, misbehave, problems, open_scope
    ):
        for fault in choose(OF_HOOK[hook]):
            misbehave(hook, fault)
            peer.CALLS.clear()
            page, is_whole, cases = file_case(f"{hook} {fault}")
            problems.expect(fault, hook in CALLS, "was not called")
            problems.expect(fault, page.status_int == 303, f"answered {page.status}")
            problems.expect(fault, is_whole, "it is not whole")
            problems.expect(fault, "check_case" in peer.CALLS, "the peer was not asked")
            answers_it = [case.assignee_id for case in cases]
            problems.expect(fault, answers_it == [chosen.id], "the peer's choice is lost")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")

    def test_nobody_changes_the_values_for_others(self, file_case):
        file_case("Mine", cc="eve@example.com")

        (values,) = peer.SEEN
        assert values["subject"] == "Mine"
        assert values["cc"] == ("eve@example.com",)
        with pytest.raises(TypeError):
            values["subject"] = "changed"


@pytest.fixture
def _odd_field(open_scope):
    """A field of the hostile plugin's kind: asked for, shown, changed and filtered by."""
    grants = {(who, where): Grant(Access.EDIT) for who in AUDIENCES for where in SCREENS}
    odd = FieldDefinition(
        key="odd",
        type="hostile.odd",
        labels={"en": "Odd"},
        grants=grants | {("customer", "detail"): Grant(Access.VIEW)},
        filterable=True,
    )
    with open_scope() as scope:
        install_form(scope, "case", scope.tenant.form("case").with_field(odd))


class TestAKindOfField:
    @pytest.mark.usefixtures("_odd_field")
    @pytest.mark.parametrize("part", PARTS)
    def test_a_case_with_it_is_filed_shown_and_listed(
        self, part, file_case, portal, desk, choose, misbehave, problems, monkeypatch
    ):
        monkeypatch.setattr(page_search, "SCAN_LIMIT", 0)  # which leaves it to the index
        for fault in choose(OF_PART):
            misbehave(part, fault)
            page, is_whole, cases = file_case(f"{part} {fault}", odd="words")
            problems.expect(fault, page.status_int == 303, f"answered {page.status}")
            problems.expect(fault, is_whole, "it is not whole")
            problems.expect(fault, [one.custom["odd"] for one in cases] == ["words"], "no value")
            pages = [desk.get("/desk?view=all&f-odd=words", status="*")]
            for one in cases:
                pages.append(portal.get(f"/cases/{one.number}", status="*"))
                pages.append(desk.get(f"/desk/cases/{one.number}", status="*"))
            problems.expect(fault, part in CALLS, "was not called")
            for page in pages:
                problems.expect(fault, page.status_int == 200, f"answered {page.status}")


class TestAddingANote:
    @pytest.mark.parametrize("hook", ["check_note", "adjust_note"])
    def test_it_is_added_once(self, hook, portal, case, choose, misbehave, problems, open_scope):
        for number, fault in enumerate(choose(OF_HOOK[hook])):
            misbehave(hook, fault)
            page = portal.get(f"/cases/{case.number}")
            form = next(one for one in page.forms.values() if "message" in one.fields)
            use_editor(form, "message", f"<p>Note-{number}.</p>")
            answer = form.submit("save", status="*")
            with open_scope() as scope:
                wanted = CaseNote.html.contains(f"Note-{number}.")
                count = scope.session.scalar(
                    select(func.count()).select_from(CaseNote).where(wanted)
                )
            problems.expect(fault, answer.status_int == 303, f"answered {answer.status}")
            problems.expect(fault, count == 1, f"added {count} times")
            problems.expect(fault, hook in CALLS, "was not called")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")


class TestChangingACase:
    def test_it_is_changed_once(self, desk, case, choose, misbehave, problems, open_scope):
        for number, fault in enumerate(choose(OF_HOOK["check_change"])):
            misbehave("check_change", fault)
            peer.CALLS.clear()
            form = desk.get(f"/desk/cases/{case.number}").forms["properties"]
            form["subject"] = f"Subject {number}"
            answer = form.submit("save", status="*")
            with open_scope() as scope:
                found = scope.session.scalar(select(Case.subject).where(Case.id == case.id))
            problems.expect(fault, answer.status_int == 303, f"answered {answer.status}")
            problems.expect(fault, found == f"Subject {number}", f"it says {found}")
            problems.expect(fault, "check_change" in CALLS, "was not called")
            problems.expect(fault, "check_change" in peer.CALLS, "the peer was not asked")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")


class TestSendingAMail:
    @pytest.mark.parametrize("hook", ["adjust_mail", "sign_mail"])
    def test_it_goes_out_as_it_was(
        self, hook, make_case, make_contact, mailbox, jobs, choose, misbehave, problems, open_scope
    ):
        for fault in choose(OF_HOOK[hook]):
            misbehave(hook, fault)
            mailbox.messages.clear()
            make_case(make_contact())  # one who gets that many mails would get no more
            jobs.run()
            names = ("From", "To", "Cc", "Bcc", "DKIM-Signature")
            found = [[mail[name] for name in names] for mail in mailbox.messages]
            texts = [mail.get_body(("plain",)).get_content() for mail in mailbox.messages]
            problems.expect(fault, len(found) == 1, f"{len(found)} mails")
            problems.expect(fault, "ostile" not in str(found + texts), f"{found}")
            problems.expect(fault, "eve" not in str(found), f"{found}")
            problems.expect(fault, hook in CALLS, "was not called")
            problems.expect(fault, hook in peer.CALLS, "the peer was not asked")
            problems.expect(fault, found[:1] and found[0][3:] == [None, None], f"{found}")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")


GIVEN = {
    "case_created": {"case_id": new_id()},
    "case_changed": {"case_id": new_id(), "changes": {}},
    "note_added": {"case_id": new_id(), "note_id": new_id()},
    "file_added": {"case_id": new_id(), "file_id": new_id()},
    "contact_created": {"contact_id": new_id()},
    "contact_verified": {"contact_id": new_id()},
    "contact_changed": {"contact_id": new_id(), "changes": {}},
    "account_changed": {"account_id": new_id(), "changes": {}},
    "staff_changed": {"staff_id": new_id(), "changes": {}},
    "signed_in": {"kind": "contact", "person_id": new_id()},
    "sign_in_failed": {"kind": "contact", "person_id": None, "source": ""},
    "person_locked": {
        "kind": "contact",
        "person_id": new_id(),
        "lock": "permanent",
        "reason": "misuse",
    },
    "form_published": {"form": "case", "version": 1},
    "plugin_switched": {"on": True},
    "mail_sent": {"mail_id": new_id()},
    "demo_made": {},
    "mail_bounced": {
        "mail_id": new_id(),
        "address": "ana@acme.example",
        "reason": "550 no",
        "is_permanent": True,
    },
}
EVENT_MISDEEDS = (
    "error",
    "exit",
    "own base error",
    "unprintable",
    "half a row",
    "broken flush",
    "delete everything",
    "commit",
    "rollback",
    "commit swallowed",
    "transaction rolled back",
    "other tenant",
    "another thread",
)


class TestStoringAContact:
    def test_it_is_stored_and_others_write_by_what_it_is_found(
        self, make_contact, choose, misbehave, problems, open_scope
    ):
        for fault in choose(OF_HOOK["index_contact"]):
            misbehave("index_contact", fault)
            peer.CALLS.clear()
            contact = make_contact(first_name="Stored")
            with open_scope() as scope:
                stored = scope.session.get(Contact, (scope.tenant_id, contact.id))
            problems.expect(fault, stored is not None, "it is not stored")
            problems.expect(fault, "index_contact" in CALLS, "was not called")
            problems.expect(fault, "index_contact" in peer.CALLS, "the peer was not asked")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")


class TestEvents:
    def test_each_is_retried_alone_and_leaves_nothing(
        self, jobs, choose, misbehave, problems, open_scope
    ):
        for fault in choose(EVENT_MISDEEDS):
            misbehave("none", fault)
            TODAY.update(dict.fromkeys(EVENTS, fault))
            peer.CALLS.clear()
            with open_scope() as scope:
                for event in EVENTS:
                    scope.announce(getattr(hookspecs, event), **GIVEN[event])
            jobs.run(raising=False)
            problems.expect(fault, set(EVENTS) <= set(CALLS), f"only {CALLS} were called")
            problems.expect(fault, list(EVENTS) == peer.CALLS, f"the peer heard {peer.CALLS}")
            waiting = [job.args[:2] for job in jobs.waiting("core.deliver_event")]
            wanted = [["hostile", event] for event in EVENTS]
            problems.expect(fault, sorted(waiting) == sorted(wanted), f"{waiting} wait")
            problems.expect(fault, traces(open_scope) == (0, 0), "rows are left")
            with open_scope() as scope:
                scope.session.execute(delete(OutboxMessage))


class TestTheOtherTenant:
    def test_it_is_not_touched(self, look, misbehave, as_customer, open_scope):
        misbehave("panels", "error")
        for _ in range(8):
            look("panels")
        CALLS.clear()

        look("panels")
        assert "panels" not in CALLS

        as_customer(slug="globex").get("/")
        assert "panels" in CALLS

    def test_a_choice_of_its_people_is_none(self, file_case, make_staff):
        stranger = make_staff(slug="globex")
        peer.CHOICE.append(stranger.id)

        page, is_whole, cases = file_case("Stranger")

        assert page.status_int == 303
        assert is_whole
        assert cases[0].assignee_id is None


def test_the_session_is_as_good_as_new_afterwards(open_scope, choose, misbehave, problems):
    """The same transaction goes on: services call hooks in the middle of their work."""
    for fault in choose(OF_HOOK["panels"]):
        misbehave("panels", fault)
        try:
            with open_scope() as scope:
                before = scope.session.info["tenant_id"]
                staff = Staff(
                    name="Kept",
                    email=f"{fault}@x",
                    email_key=f"{fault}@x",
                    roles=[],
                    created_at=scope.now(),
                )
                scope.session.add(staff)
                scope.hooks.gather(
                    hookspecs.panels, scope=scope, place="home", about=None, audience="customer"
                )
                problems.expect(fault, scope.session.info["tenant_id"] == before, "another tenant")
                problems.expect(fault, scope.session.session_guard is None, "the guard stayed")
                scope.session.execute(text("SELECT 1"))
        except Exception as error:  # noqa: BLE001 - told for each fault
            if type(error).__name__ != "SpoiledError":
                problems.note(fault, repr(error))
            continue
        with open_scope() as scope:
            kept = scope.session.scalar(select(Staff.id).where(Staff.email == f"{fault}@x"))
            problems.expect(fault, kept is not None, "what the core wrote is gone")
