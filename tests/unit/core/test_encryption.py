from dataclasses import replace

import pytest

from core.encryption import UnreadableError, decrypt, encrypt, renew

PURPOSE = "setting:acme:webhook:key"


@pytest.fixture
def settings(platform):
    return platform.settings


@pytest.fixture
def rotated(settings):
    """The installation after its secret was changed, with the former one at hand."""
    return replace(settings, secret="n" * 40, former_secrets=(settings.secret,))


class TestEncrypt:
    @pytest.mark.parametrize("text", ["", "hunter2", "ñ→🔑", "x" * 10_000, "a\x00b\n"])
    def test_what_was_encrypted_is_read_again(self, settings, text):
        assert decrypt(settings, encrypt(settings, text, PURPOSE), PURPOSE) == text

    def test_it_says_nothing_of_the_text(self, settings):
        first, second = (encrypt(settings, "hunter2", PURPOSE) for _ in range(2))

        assert "hunter2" not in first
        assert first != second


class TestDecrypt:
    def test_a_text_can_not_be_put_to_another_use(self, settings):
        with pytest.raises(UnreadableError):
            decrypt(settings, encrypt(settings, "hunter2", PURPOSE), "setting:globex:webhook:key")

    def test_a_changed_text_is_not_read(self, settings):
        token = encrypt(settings, "hunter2", PURPOSE)
        changed = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
        with pytest.raises(UnreadableError):
            decrypt(settings, changed, PURPOSE)

    @pytest.mark.parametrize("token", ["", "abc", "hunter2", "=", "ñ" * 40, "A" * 40])
    def test_nonsense_is_not_read(self, settings, token):
        with pytest.raises(UnreadableError):
            decrypt(settings, token, PURPOSE)

    def test_a_former_secret_still_reads(self, settings, rotated):
        assert decrypt(rotated, encrypt(settings, "hunter2", PURPOSE), PURPOSE) == "hunter2"

    def test_one_that_is_gone_does_not(self, settings, rotated):
        with pytest.raises(UnreadableError):
            decrypt(
                replace(rotated, former_secrets=()), encrypt(settings, "hunter2", PURPOSE), PURPOSE
            )


class TestRenew:
    def test_afterwards_the_former_secret_is_not_needed(self, settings, rotated):
        renewed = renew(rotated, encrypt(settings, "hunter2", PURPOSE), PURPOSE)

        assert decrypt(replace(rotated, former_secrets=()), renewed, PURPOSE) == "hunter2"

    def test_what_is_under_the_secret_in_force_stays_as_it_is(self, settings):
        token = encrypt(settings, "hunter2", PURPOSE)

        assert renew(settings, token, PURPOSE) == token
