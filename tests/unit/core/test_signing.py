from dataclasses import replace

import pytest

from core.signing import is_signed, sign

PURPOSE = "reply:acme"


@pytest.fixture
def settings(platform):
    return platform.settings


def test_what_was_signed_is_known_again(settings):
    assert is_signed(settings, b"case 7", PURPOSE, sign(settings, b"case 7", PURPOSE))
    assert is_signed(settings, b"case 7", PURPOSE, sign(settings, b"case 7", PURPOSE, 10))


@pytest.mark.parametrize(
    ("message", "purpose"), [(b"case 8", PURPOSE), (b"case 7", "reply:globex")]
)
def test_a_signature_is_for_one_message_and_one_purpose(settings, message, purpose):
    assert not is_signed(settings, message, purpose, sign(settings, b"case 7", PURPOSE))


def test_one_from_before_the_secret_was_changed_is_known_while_that_is_kept(settings):
    signature = sign(settings, b"case 7", PURPOSE)
    changed = replace(settings, secret="n" * 40)

    assert is_signed(
        replace(changed, former_secrets=(settings.secret,)), b"case 7", PURPOSE, signature
    )
    assert not is_signed(changed, b"case 7", PURPOSE, signature)


def test_too_few_bytes_are_no_signature(settings):
    with pytest.raises(ValueError, match="9 bytes"):
        sign(settings, b"case 7", PURPOSE, 9)
    assert not is_signed(settings, b"case 7", PURPOSE, sign(settings, b"case 7", PURPOSE)[:9])
    assert not is_signed(settings, b"case 7", PURPOSE, b"")
