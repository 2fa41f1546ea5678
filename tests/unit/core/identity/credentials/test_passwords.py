import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.identity.credentials import passwords
from core.identity.credentials.common_passwords import COMMON
from core.identity.credentials.passwords import (
    Hasher,
    check_new_password,
    generate_password,
    is_common,
)


class TestHasher:
    def test_it_knows_the_password_and_no_other(self):
        hasher = Hasher(1, 8)
        kept = hasher.hash("¡Olé! 😀 ")

        assert hasher.matches(kept, "¡Olé! 😀 ")
        assert not hasher.matches(kept, "¡Olé! 😀")
        assert not hasher.matches(kept, "¡olé! 😀 ")

    def test_nobody_has_a_password(self):
        assert not Hasher(1, 8).matches(None, "")

    def test_it_is_argon2id_and_salted(self):
        hasher = Hasher(1, 8)

        assert hasher.hash("a").startswith("$argon2id$")
        assert hasher.hash("a") != hasher.hash("a")

    def test_a_stronger_cost_makes_a_hash_outdated(self):
        kept = Hasher(1, 8).hash("a")

        assert Hasher(2, 8).is_outdated(kept)
        assert not Hasher(1, 8).is_outdated(kept)

    def test_the_cost_outside_of_tests_is_what_owasp_asks_for(self):
        assert (passwords.TIME_COST, passwords.MEMORY_KIB) >= (2, 19_456)

    @given(st.text())
    def test_any_text_can_be_compared(self, text):
        assert not Hasher(1, 8).matches("no hash", text)


class TestIsCommon:
    @pytest.mark.parametrize(
        "password",
        ["password", "Password123!", "P4ssw0rd", "Verano2024!", "contraseña1", "12345678",
         "qwertyuiop", "abcdefgh", "98765432", "aaaaaaaa", "abababab", "2024barcelona",
         "q1w2e3r4t5", "Maverick!", "4815162342"],
    )  # fmt: skip
    def test_it_knows_what_others_try_first(self, password):
        assert is_common(password)

    def test_it_knows_three_thousand_that_a_policy_of_eight_signs_would_take(self):
        assert sum(len(password) >= 8 for password in COMMON) > 3000

    @pytest.mark.parametrize(
        "password", ["correct horse battery", "ventanilla-demo", "Xk29fj2k", "tres tristes tigres"]
    )
    def test_it_leaves_others_alone(self, password):
        assert not is_common(password)


class TestCheckNewPassword:
    @pytest.mark.parametrize("password", ["x7%kQ2z", "x" * 129])
    def test_it_keeps_to_the_lengths(self, scope, password):
        with pytest.raises(Refused):
            check_new_password(scope, password)

    @pytest.mark.parametrize("password", ["anastasia77", "AnastasiaRuiz", "ana.ruiz@x.example"])
    def test_it_refuses_what_one_knows_of_the_person(self, scope, password):
        with pytest.raises(Refused):
            check_new_password(
                scope, password, "Anastasia Ruiz", "anastasia@x.example", "ana.ruiz@x.example"
            )

    def test_it_takes_any_characters(self, scope):
        check_new_password(scope, "  日本語 😀 ñ\t  ")


class TestGeneratePassword:
    def test_it_makes_different_ones_that_pass(self, scope):
        made = {generate_password(scope) for _ in range(50)}

        assert len(made) == 50
        for password in made:
            check_new_password(scope, password)
