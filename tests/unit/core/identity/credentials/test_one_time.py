from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from core.identity.credentials import one_time
from core.identity.credentials.one_time import (
    find_secret,
    issue_code,
    issue_link_token,
    revoke_secrets,
    store_mailed_password,
    use_code,
    use_link_token,
    use_mailed_password,
)
from core.identity.models.secret import OneTimeSecret


class TestLinkTokens:
    def test_it_is_used_once(self, scope, contact):
        token = issue_link_token(scope, contact, "recover")

        assert find_secret(scope, "recover", token)
        assert use_link_token(scope, "recover", token).contact_id == contact.id
        assert use_link_token(scope, "recover", token) is None
        assert find_secret(scope, "recover", token) is None

    def test_it_is_kept_as_a_hash(self, scope, contact):
        token = issue_link_token(scope, contact, "recover")

        row = scope.session.query(OneTimeSecret).one()
        assert token not in str(vars(row))

    def test_it_is_bound_to_its_purpose(self, scope, contact):
        token = issue_link_token(scope, contact, "verify")

        assert use_link_token(scope, "recover", token) is None

    def test_it_is_bound_to_its_tenant(self, scope, other_scope, contact):
        token = issue_link_token(scope, contact, "verify")

        assert use_link_token(other_scope, "verify", token) is None

    def test_it_ends_at_its_moment(self, scope, contact, clock):
        token = issue_link_token(scope, contact, "recover")
        clock.advance(hours=24, seconds=-1)
        assert find_secret(scope, "recover", token)
        clock.advance(seconds=1)

        assert find_secret(scope, "recover", token) is None
        assert use_link_token(scope, "recover", token) is None

    def test_a_newer_one_ends_it_and_others_stay(self, scope, contact):
        old = issue_link_token(scope, contact, "recover")
        verify = issue_link_token(scope, contact, "verify")
        new = issue_link_token(scope, contact, "recover")

        assert use_link_token(scope, "recover", old) is None
        assert use_link_token(scope, "recover", new)
        assert use_link_token(scope, "verify", verify)

    def test_revoking_ends_it(self, scope, contact):
        token = issue_link_token(scope, contact, "recover")

        revoke_secrets(scope, contact.id)

        assert use_link_token(scope, "recover", token) is None

    def test_a_member_of_staff_has_their_own(self, scope, contact, staff):
        mine = issue_link_token(scope, staff, "recover", lifetime=timedelta(hours=1))
        issue_link_token(scope, contact, "recover")

        assert use_link_token(scope, "recover", mine) is None
        assert use_link_token(scope, "recover", mine, "staff").staff_id == staff.id

    def test_nothing_is_no_token(self, scope, contact):
        issue_link_token(scope, contact, "recover")

        for token in ("", " ", "\x00", "null"):
            assert use_link_token(scope, "recover", token) is None

    @given(st.text())
    def test_any_text_can_be_hashed(self, text):
        scope = SimpleNamespace(settings=SimpleNamespace(secret="s" * 32))

        assert len(one_time._hash(scope, "verify", text)) == 64

    def test_without_the_installations_secret_nothing_can_be_guessed(self, scope, contact):
        token = issue_link_token(scope, contact, "verify")

        elsewhere = replace(scope, settings=replace(scope.settings, secret="s" * 32))

        assert find_secret(elsewhere, "verify", token) is None
        assert find_secret(scope, "verify", token)


class TestCodes:
    def test_it_reads_well_and_is_forgiving(self, scope, contact):
        code = issue_code(scope, contact)

        assert len(code) == 9
        assert not set(code) & set("01OIL")
        assert use_code(scope, [contact.id], f" {code.lower().replace('-', ' ')} ")
        assert not use_code(scope, [contact.id], code)

    def test_the_sixth_try_is_wrong_whatever_it_says(self, scope, contact):
        code = issue_code(scope, contact)
        for _ in range(5):
            assert not use_code(scope, [contact.id], "AAAAAAAA")

        assert not use_code(scope, [contact.id], code)

    def test_the_fifth_may_be_right(self, scope, contact):
        code = issue_code(scope, contact)
        for _ in range(4):
            use_code(scope, [contact.id], "AAAAAAAA")

        assert use_code(scope, [contact.id], code)


class TestMailedPasswords:
    def test_it_is_one_persons_and_used_once(self, scope, contact, staff):
        store_mailed_password(scope, contact, "a-B-c-1-2-3")

        assert not use_mailed_password(scope, staff.id, "a-B-c-1-2-3")
        assert not use_mailed_password(scope, contact.id, "A-b-c-1-2-3")
        assert use_mailed_password(scope, contact.id, "a-B-c-1-2-3")
        assert not use_mailed_password(scope, contact.id, "a-B-c-1-2-3")
