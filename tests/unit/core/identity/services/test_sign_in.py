"""Whoever fails learns nothing, not even from how much work it was."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from core.activity.models import Activity
from core.identity.credentials.passwords import Hasher, hasher
from core.identity.services import sign_in as sign_in_module
from core.identity.services.locks import lock_person
from core.identity.services.sign_in import Browser, sign_in

PASSWORD = "ventanilla-demo"


@contextmanager
def watching(engine):
    asked = []

    def listen(_connection, _cursor, statement, *_rest):
        asked.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", listen)
    yield asked
    event.remove(engine, "before_cursor_execute", listen)


class TestEqualWork:
    @pytest.fixture
    def work(self, scope, engine, monkeypatch):
        """Return what one failed sign-in asks of the database and of the hasher."""
        judged = []

        class Watched(Hasher):
            def matches(self, password_hash, password):
                judged.append(1)
                return super().matches(password_hash, password)

        watched = Watched(1, 8)
        monkeypatch.setattr(sign_in_module, "hasher", lambda: watched)

        def work(address, password):
            scope.session.flush()
            scope.session.expunge_all()
            judged.clear()
            with watching(engine) as asked:
                assert sign_in(scope, "contact", address, password, Browser()).outcome == "no"
                scope.session.flush()
            return [verb for verb in asked if verb in {"SELECT", "INSERT", "UPDATE"}], len(judged)

        return work

    def test_unknown_wrong_unverified_and_locked_are_the_same(self, scope, contact, work):
        unknown = work("nobody@x.example", PASSWORD)
        assert work("ana@x.example", "wrong") == unknown
        contact = scope.session.merge(contact)
        contact.verified_at = None
        assert work("ana@x.example", PASSWORD) == unknown
        contact = scope.session.merge(contact)
        lock_person(scope, contact, "permanent", "misuse")
        assert work("ana@x.example", PASSWORD) == unknown


class TestSignIn:
    def test_it_renews_an_outdated_hash(self, scope, contact):
        contact.password_hash = Hasher(1, 16).hash(PASSWORD)
        assert hasher().is_outdated(contact.password_hash)

        assert sign_in(scope, "contact", "ana@x.example", PASSWORD, Browser()).outcome == "in"

        assert not hasher().is_outdated(contact.password_hash)

    def test_it_records_who_came_and_who_failed(self, scope, contact):
        browser = Browser(source="192.0.2.7", label="Firefox · Linux")
        sign_in(scope, "contact", "ana@x.example", "wrong", browser)
        sign_in(scope, "contact", "ana@x.example", PASSWORD, browser)
        scope.session.flush()

        kinds = ("login", "login_failed")
        rows = scope.session.query(Activity).filter(Activity.kind.in_(kinds)).order_by(Activity.id)
        failed, came = rows.all()
        assert (failed.kind, failed.contact_id) == ("login_failed", contact.id)
        assert (came.kind, came.actor_id, came.actor_name) == ("login", contact.id, "Ana Ruiz")
        assert PASSWORD not in str([row.data for row in (failed, came)])

    def test_it_does_not_see_another_tenant(self, other_scope, contact):
        assert sign_in(other_scope, "contact", "ana@x.example", PASSWORD, Browser()).outcome == "no"
