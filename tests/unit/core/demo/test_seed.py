import re
from collections import Counter, defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core.cases.models import Case, CaseFile, CaseNote
from core.db.outbox import OutboxMessage
from core.demo.seed import TENANTS, is_seeded, seed_demo
from core.identity.models.account import Account, Membership
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.identity.services.accounts import list_accounts
from core.mail.models import MailMessage
from core.scope import DELIVER_EVENT
from core.tenancy.services import PLUGINS_SWITCHED
from tests.support.demos import make_demo


@pytest.fixture(scope="module")
def demo(databases, tmp_path_factory):
    """One demo for all the questions below: filling it takes seconds."""
    yield from make_demo(databases, tmp_path_factory)


@pytest.fixture(scope="module")
def another(databases, tmp_path_factory):
    yield from make_demo(databases, tmp_path_factory)


def told_in(platform, slug):
    """Return what a demo says, in order, but for its ids and moments."""
    with platform.scope(slug) as scope:
        parts = (
            select(Contact.first_name, Contact.last_name, Contact.email, Contact.identifier),
            select(Account.name, Account.number),
            select(
                Case.number, Case.subject, Case.status, Case.priority, Case.channel, Case.custom
            ),
            select(CaseFile.name, CaseFile.size),
            select(CaseNote.author_name, func.length(CaseNote.html) > 0, CaseNote.is_internal),
        )
        return [
            [
                tuple(row)
                for row in scope.session.execute(part.order_by(part.get_final_froms()[0].c.id))
            ]
            for part in parts
        ]


def count(scope, model, *conditions):
    return scope.session.scalar(select(func.count()).select_from(model).where(*conditions))


class TestSeedDemo:
    def test_every_organisation_has_what_is_promised(self, demo):
        assert is_seeded(demo)
        for slug in TENANTS:
            with demo.scope(slug) as scope:
                assert count(scope, Contact) == 40
                assert count(scope, Account) == (48 if slug == "utility" else 6)
                assert count(scope, Case) == 180
                assert count(scope, CaseNote) > 180
                assert count(scope, CaseFile) > 10
                assert count(scope, Contact, Contact.lock_kind != "none") == 1
                staff = set(scope.session.scalars(select(Staff.email)))
                assert staff == {f"{who}@demo.example" for who in ("admin", "agent", "csr")}

    def test_ana_heads_an_account_and_has_cases(self, demo):
        with demo.scope("contact-center") as scope:
            ana = scope.session.scalar(select(Contact).where(Contact.email == "ana@demo.example"))
            assert count(scope, Membership, Membership.contact_id == ana.id, Membership.is_primary)
            assert count(scope, Case, Case.contact_id == ana.id) == 12

    def test_people_write_by_day_and_answers_come_later(self, demo):
        for slug in TENANTS:
            with demo.scope(slug) as scope:
                zone = ZoneInfo(scope.tenant.time_zone)
                query = select(CaseNote.case_id, CaseNote.created_at).order_by(CaseNote.id)
                rows = scope.session.execute(query).all()
                moments = defaultdict(list)
                for case_id, moment in rows:
                    moments[case_id].append(moment)
                now = scope.now()
                assert all(7 <= one.astimezone(zone).hour < 21 for one, *_rest in moments.values())
                assert all(times == sorted(times) for times in moments.values())
                assert max(max(times) for times in moments.values()) <= now
                assert min(min(times) for times in moments.values()) > now - timedelta(days=92)

    def test_its_words_are_those_of_the_country(self, demo):
        with demo.scope("contact-center") as scope:
            told = " ".join(scope.session.scalars(select(CaseNote.html)))
            names = set(scope.session.scalars(select(CaseFile.name)))
        assert re.search(r" el \d+ de [a-z]+", told)
        assert "COP" not in told
        assert re.search(r"\$\xa0?\d\d\.000", told)
        assert not {name for name in names if name.startswith(("invoice", "photo", "form-"))}
        with demo.scope("utility") as scope:
            told = " ".join(scope.session.scalars(select(CaseNote.html)))
        assert re.search(r"[A-Z][a-z]+ \d", told)
        assert "$" in told

    def test_the_utility_finds_a_house_and_who_has_three_meters(self, demo):
        with demo.scope("utility") as scope:
            assert len(list_accounts(scope, "2172 canal")) == 6
            accounts = scope.session.scalars(select(Account)).all()
            districts = Counter(account.custom["district"] for account in accounts)
            assert len(districts) == 5
            assert len(list_accounts(scope, "puerto", size=50)) == districts["harbour"]
            pays = {(one.custom["autopay"], one.custom["ebill"]) for one in accounts}
            assert len(pays) == 4
            most = scope.session.scalar(
                select(func.count())
                .select_from(Membership)
                .where(Membership.is_primary)
                .group_by(Membership.contact_id)
                .order_by(func.count().desc())
                .limit(1)
            )
            assert most == 3

    def test_a_user_name_comes_with_the_field_for_it(self, demo):
        with demo.scope("crm") as scope:
            query = select(Contact.username).where(Contact.email == "ana@demo.example")
            assert scope.session.scalar(query) == "ana"
        with demo.scope("msp") as scope:
            assert count(scope, Contact, Contact.username.is_not(None)) == 0

    def test_a_second_demo_is_told_the_same(self, demo, another):
        for slug in TENANTS:
            assert told_in(demo, slug) == told_in(another, slug)

    def test_nobody_is_mailed_about_the_past(self, demo):
        with demo.every_tenant() as session:
            waiting = set(session.scalars(select(OutboxMessage.actor)))
            query = select(MailMessage.kind).where(MailMessage.state == "queued")
            mails = set(session.scalars(query))

        # Plugins hear that there is a demo, for data of their own.
        assert waiting == {
            "cases.index_cases",
            "identity.index_marked",
            "mail.send_mail",
            PLUGINS_SWITCHED,
            DELIVER_EVENT,
        }
        # One customer is locked just now, and told so.
        assert mails == {"locked_by_failures"}

    def test_seeding_again_adds_nothing(self, demo):
        seed_demo(demo)
        with demo.scope("crm") as scope:
            assert count(scope, Case) == 180
