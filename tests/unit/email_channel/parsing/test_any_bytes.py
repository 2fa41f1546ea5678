"""Whatever arrives, the parser answers, with text that a database takes."""

import json

from hypothesis import given
from hypothesis import strategies as st

from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.parsing.adapter import as_json

# What mail is made of, well formed and not, so that random messages reach the far corners.
PIECES = (
    *(b"\r\n", b"\n", b"\n\n", b"\r", b" ", b"\t", b"--", b"--x\n", b"--x--\n", b"\x00", b"\xff"),
    *(b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Message-ID: <", b"References: ", b"@", b">"),
    *(b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: message/rfc822\n"),
    *(b"Content-Type: text/html; charset=", b"Content-Type: text/plain; format=flowed; charset="),
    *(b"utf-8", b"utf-7", b"utf-16", b"iso-2022-jp", b"hz", b"idna", b"punycode", b"zlib"),
    *(b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n"),
    *(b"Content-Transfer-Encoding: quoted-printable\n", b"=?utf-8?q?", b"=?gb2312?b?", b"?="),
    *(b"Content-Type: application/ms-tnef\n", b"\x78\x9f\x3e\x22\x01\x00", b"begin 644 a\n"),
    *(b"Content-Type: multipart/report; boundary=x\n", b"Content-Type: message/delivery-status\n"),
    *(b"Final-Recipient: rfc822;", b"Action: failed\n", b"From: MAILER-DAEMON <>\n", b"=ED=A0=80"),
    *(b"+2AA-", b"\xed\xa0\x80", b"<b>", b"<", b"cid:", b"(", b'"', b"\\", b"filename*0*=utf-8''%"),
)
MESSAGES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=40).map(b"".join),
)


class TestParseMail:
    @given(MESSAGES)
    def test_it_never_raises_nor_lets_through_what_no_database_takes(self, raw):
        mail = parse_mail(raw)

        text = repr(mail)
        text.encode()
        assert "\x00" not in mail.text + mail.html + mail.subject
        assert all(attachment.name for attachment in mail.attachments)

    @given(MESSAGES)
    def test_what_it_says_can_be_printed(self, raw):
        json.dumps(as_json(raw), ensure_ascii=False).encode()
