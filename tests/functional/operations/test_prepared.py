"""PostgreSQL keeps what it has prepared from one request to the next."""

from contextlib import nullcontext

import pytest
import transaction
from sqlalchemy import event, text

from core.cases.models import Case
from core.db.guard import bind_tenant, only_look
from core.db.session import make_session
from core.errors import ReadOnlyError


@pytest.fixture
def sent(engine):
    """How transactions end: what is sent to the database for it."""
    endings = []
    event.listen(engine, "commit", lambda _connection: endings.append("COMMIT"))
    event.listen(engine, "rollback", lambda _connection: endings.append("ROLLBACK"))
    return endings


class TestAReadingRequest:
    def test_it_ends_by_commit(self, as_customer, as_agent, make_contact, make_case, sent):
        ana = make_contact()
        case = make_case(ana)
        customer, agent = as_customer(ana), as_agent()
        sent.clear()

        for browser, path in (
            (customer, "/cases"),
            (customer, f"/cases/{case.number}"),
            (customer, "/cases/new"),
            (agent, "/desk"),
            (agent, f"/desk/cases/{case.number}"),
        ):
            browser.get(path, status=200)

        assert set(sent) == {"COMMIT"}

    def test_a_form_that_is_sent_back_ends_by_commit(self, visitor, sent):
        page = visitor().get("/login")
        sent.clear()
        form = page.forms[0] if "sign_in" not in page.forms else page.forms["sign_in"]
        form.submit()

        assert "ROLLBACK" not in sent

    def test_what_is_prepared_stays(self, as_customer, make_contact, make_case, engine):
        if engine.dialect.name != "postgresql":
            return
        ana = make_contact()
        make_case(ana)
        browser = as_customer(ana)
        for _ in range(8):
            browser.get("/cases")

        with engine.connect() as connection:
            kept = connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
        assert kept > 3

    def test_one_that_fails_is_rolled_back(self, as_customer, make_contact, sent):
        browser = as_customer(make_contact())
        sent.clear()

        browser.get("/cases/4711", status=404)

        assert "ROLLBACK" in sent


class TestWhoMayOnlyLook:
    def test_statements_that_go_round_the_session_are_refused_by_the_database(
        self, platform, engine, make_contact, make_case
    ):
        case = make_case(make_contact())
        for looks, subject in ((True, case.subject), (False, "changed")):
            manager = transaction.TransactionManager(explicit=True)
            manager.begin()
            session = make_session(engine, manager)
            bind_tenant(session, case.tenant_id)
            if looks:
                only_look(session)
            table = Case.__table__
            change = table.update().where(table.c.id == case.id).values(subject="changed")
            with pytest.raises(ReadOnlyError) if looks else nullcontext():
                session.connection().execute(change)
            manager.abort() if looks else manager.commit()

            with platform.scope("acme", reading=True) as scope:
                assert scope.session.get(Case, (case.tenant_id, case.id)).subject == subject
