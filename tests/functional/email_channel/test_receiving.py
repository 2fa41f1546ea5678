"""A message is stored whole, once, before anything else happens to it."""

import hashlib

import pytest
from sqlalchemy import func, select

from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.receiving import MOST_BYTES, read_raw, receive

RAW = (
    b"Received: from a.example by b.example; Mon, 2 Nov 2026 10:00:01 +0000\r\n"
    b"Message-ID: <one@a.example>\r\n"
    b"From: Ana <ana@a.example>\r\n"
    b"Subject: No light\r\n"
    b"\r\n"
    b"Since Monday.\r\n"
)


def count(scope):
    return scope.session.scalar(select(func.count()).select_from(ReceivedMail))


def test_it_is_kept_byte_for_byte(scope):
    received = receive(scope, RAW, came_by="command")

    mail = scope.session.get(ReceivedMail, (scope.tenant_id, received.id))
    assert (mail.state, mail.size) == ("waiting", len(RAW))
    assert mail.sha256 == hashlib.sha256(RAW).hexdigest()
    assert read_raw(scope, mail) == RAW


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(RAW, id="as it was"),
        pytest.param(RAW.replace(b"\r\n", b"\n"), id="with other line ends"),
        pytest.param(RAW.replace(b"Received: from a", b"Received: from c"), id="by another way"),
        pytest.param(b"Return-Path: <>\r\n" + RAW, id="with what a server has added"),
        pytest.param(RAW.replace(b": No light", b":\r\n No light"), id="folded"),
    ],
)
def test_the_same_message_is_one(scope, again):
    first = receive(scope, RAW, came_by="imap")

    second = receive(scope, again, came_by="delivery")

    assert (second.id, second.is_new) == (first.id, False)
    assert count(scope) == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(RAW.replace(b"Since Monday", b"Since Tuesday"), id="other words"),
        pytest.param(RAW.replace(b"one@", b"two@"), id="another id"),
        pytest.param(RAW.replace(b"ana@", b"eva@"), id="another sender"),
        pytest.param(b"In-Reply-To: <a@b.example>\r\n" + RAW, id="an answer"),
    ],
)
def test_two_messages_are_two(scope, other):
    receive(scope, RAW, came_by="imap")

    assert receive(scope, other, came_by="imap").is_new
    assert count(scope) == 2


@pytest.mark.parametrize("raw", [b"", b"x" * (MOST_BYTES + 1)], ids=["empty", "too large"])
def test_nothing_and_too_much_are_refused(scope, raw):
    with pytest.raises(ValueError, match="a message of"):
        receive(scope, raw, came_by="command")
