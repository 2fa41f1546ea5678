from datetime import timedelta

import pytest
from sqlalchemy import event, update

from core.identity.models.session import WebSession
from core.identity.services.locks import lock_by_failures, lock_person, unlock_person
from core.identity.services.sessions import (
    ABSOLUTE,
    IDLE,
    close_all_sessions,
    close_session,
    find_visitor,
    list_sessions,
    open_session,
)
from core.identity.services.staff import change_staff
from core.plugin.loading import load_plugins


def find(scope, token, kind="contact"):
    offered = load_plugins().permissions_of(frozenset())
    return find_visitor(scope.session, scope.tenant, kind, token, scope.now(), offered=offered)


@pytest.fixture
def token(scope, contact):
    token = open_session(scope, "contact", contact.id, "Firefox · Linux")
    scope.session.flush()
    return token


class TestFindVisitor:
    def test_it_finds_a_contact(self, scope, contact, token):
        contact.locale, contact.time_zone = "pt", "America/Bogota"
        scope.session.flush()

        visitor = find(scope, token)

        assert visitor.actor.id == contact.id
        assert (visitor.actor.kind, visitor.actor.name) == ("contact", "Ana Ruiz")
        assert (visitor.locale, visitor.time_zone) == ("pt", "America/Bogota")

    def test_it_finds_staff_with_what_their_roles_may(self, scope, staff):
        visitor = find(scope, open_session(scope, "staff", staff.id), "staff")

        assert visitor.actor.may("cases:answer")
        assert not visitor.actor.may("people:manage")

    def test_it_asks_once(self, scope, token):
        scope.session.flush()
        scope.session.expunge_all()
        asked = []

        def listen(*args):
            asked.append(args[2])

        event.listen(scope.session.get_bind(), "before_cursor_execute", listen)
        find(scope, token)
        event.remove(scope.session.get_bind(), "before_cursor_execute", listen)

        assert len([sql for sql in asked if sql.startswith("SELECT") and "web_session" in sql]) == 1
        assert len(asked) <= 2  # PostgreSQL may be told whose turn it is

    @pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 500])
    def test_it_finds_nobody_for_rubbish(self, scope, token):
        assert find(scope, token) is None

    def test_a_token_of_one_kind_is_none_of_the_other(self, scope, token):
        assert find(scope, token, "staff") is None

    def test_it_finds_nobody_at_another_tenant(self, other_scope, token):
        assert find(other_scope, token) is None

    def test_a_quiet_session_ends(self, scope, token, clock):
        clock.advance(hours=12)

        assert find(scope, token) is None

    def test_a_busy_one_ends_after_two_weeks(self, scope, token, clock):
        for _ in range(14 * 24 // 8):
            assert find(scope, token)
            clock.advance(hours=8)

        assert find(scope, token) is None

    def test_it_writes_at_most_every_five_minutes(self, scope, token, clock):
        row = scope.session.query(WebSession).one()
        first = row.seen_at
        clock.advance(minutes=5)
        find(scope, token)
        scope.session.refresh(row)
        assert row.seen_at == first

        clock.advance(seconds=1)
        find(scope, token)
        scope.session.refresh(row)
        assert row.seen_at == scope.now()

    @pytest.mark.parametrize(
        ("column", "value"),
        [("portal_access", False), ("hidden", True), ("lock_kind", "permanent")],
    )
    def test_what_is_taken_away_is_gone_at_once(self, scope, contact, token, column, value):
        setattr(contact, column, value)
        scope.session.flush()

        assert find(scope, token) is None

    def test_access_is_bounded_by_the_tenants_days(self, scope, contact, token):
        today = scope.now().date()
        contact.portal_from = contact.portal_until = today
        scope.session.flush()
        assert find(scope, token)
        contact.portal_until = today - timedelta(days=1)
        scope.session.flush()

        assert find(scope, token) is None

    def test_a_lock_by_failures_leaves_who_is_inside(self, scope, contact, token):
        lock_by_failures(scope, contact)
        scope.session.flush()

        assert find(scope, token)


class TestClosing:
    def test_one_all_or_all_others(self, scope, contact):
        tokens = [open_session(scope, "contact", contact.id) for _ in range(4)]
        ids = [find(scope, token).actor.session_id for token in tokens]

        close_session(scope, ids[0])
        assert [bool(find(scope, token)) for token in tokens] == [False, True, True, True]
        close_all_sessions(scope, "contact", contact.id, but=ids[2])
        assert [bool(find(scope, token)) for token in tokens] == [False, False, True, False]
        close_all_sessions(scope, "contact", contact.id)
        assert list_sessions(scope, "contact", contact.id) == []

    @pytest.mark.parametrize("ended", [IDLE, ABSOLUTE], ids=["idle", "too old"])
    def test_what_has_ended_by_itself_is_not_listed(self, scope, clock, contact, ended):
        open_session(scope, "contact", contact.id, "Old")
        clock.advance(seconds=ended["contact"].total_seconds() + 1)
        open_session(scope, "contact", contact.id, "New")
        if ended is ABSOLUTE:  # somebody was there all the time
            scope.session.execute(update(WebSession).values(seen_at=scope.now()))

        assert [one.device for one in list_sessions(scope, "contact", contact.id)] == ["New"]

    def test_a_lock_by_a_person_ends_them(self, scope, contact, token):
        lock_person(scope, contact, "temporary", "privacy")
        assert find(scope, token) is None
        unlock_person(scope, contact, "privacy_restored")

        assert find(scope, token) is None
        assert contact.portal_status_at(scope.now()) == "enrolled"

    def test_disabling_staff_ends_theirs(self, scope, staff):
        token = open_session(scope, "staff", staff.id)
        change_staff(scope, staff, active=False)
        change_staff(scope, staff, active=True)

        assert find(scope, token, "staff") is None
