"""Who sent a message, by messages that are signed here and a name system of our own."""

from base64 import b64encode
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.authentication import authenticate
from plugins.email_channel.services.sender_checks.lookups import LookupFailedError

MESSAGE = (
    b"From: Ana Ruiz <ana@acme.example>\r\n"
    b"To: help@shop.example\r\n"
    b"Subject: No light\r\n"
    b"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <one@acme.example>\r\n"
    b"\r\n"
    b"Since Monday.\r\n"
)
OURS, THEIRS = "192.0.2.10", "8.8.4.4"
REJECT = "v=DMARC1; p=reject"


@cache
def keys():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return private, f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"


def signed(raw=MESSAGE, domain=b"acme.example", **options):
    return dkim.sign(raw, b"s1", domain, keys()[0], **options) + raw


class Names:
    """A name system that knows what it is told, and what it was asked."""

    def __init__(self, *, silent=(), **records):
        self.asked = []
        self.records = {"s1._domainkey.acme.example": keys()[1]} | records.pop("txt", {})
        self.silent = silent

    def __call__(self, name, kind, _seconds):
        self.asked.append(name)
        if name in self.silent:
            raise LookupFailedError(name)
        found = self.records.get(name if kind == "TXT" else (name, kind), [])
        return [found] if isinstance(found, str) else found


def names(silent=(), **txt):
    """Return a name system in which ``dmarc__acme_example`` is a record of ``_dmarc.acme…``."""
    records = {
        f"_dmarc.{key[7:].replace('_', '.')}"
        if key.startswith("dmarc__")
        else key.replace("_", "."): value
        for key, value in txt.items()
    }
    return Names(txt=records, silent=silent)


def check(raw, resolve=None, *, client="", envelope="", trusted="", **options):
    return authenticate(
        raw,
        author=parse_mail(raw).sender.address,
        client_address=client,
        envelope_from=envelope,
        trusted_server=trusted,
        resolve=resolve or names(),
        **options,
    )


class TestSignatures:
    def test_one_of_the_domain_proves_it(self):
        found = check(signed())

        assert (found.verdict, found.dkim, found.source) == ("pass", "pass", "checked")
        assert found.domain == "acme.example"
        assert "dkim=pass (acme.example)" in found.details

    def test_dmarc_passes_by_it(self):
        found = check(signed(), names(dmarc__acme_example=REJECT))

        assert (found.verdict, found.dmarc) == ("pass", "pass")

    def test_it_does_not_matter_how_lines_end(self):
        assert check(signed().replace(b"\r\n", b"\n")).verdict == "pass"

    def test_one_of_a_subdomain_proves_it_unless_its_policy_is_strict(self):
        raw = signed(domain=b"mail.acme.example")
        key = {"s1._domainkey.mail.acme.example": keys()[1]}

        relaxed = check(raw, Names(txt=key | {"_dmarc.acme.example": REJECT}))
        strict = check(raw, Names(txt=key | {"_dmarc.acme.example": f"{REJECT}; adkim=s"}))

        assert (relaxed.verdict, strict.verdict) == ("pass", "fail")

    def test_one_of_another_domain_proves_nothing(self):
        raw = signed(domain=b"bulk.example")
        resolve = Names(txt={"s1._domainkey.bulk.example": keys()[1]})

        found = check(raw, resolve)

        assert (found.dkim, found.verdict) == ("pass", "unknown")

    def test_two_organisations_below_one_public_suffix_are_two(self):
        raw = signed(MESSAGE.replace(b"ana@acme.example", b"ana@acme.co.uk"), b"evil.co.uk")
        resolve = Names(txt={"s1._domainkey.evil.co.uk": keys()[1], "_dmarc.acme.co.uk": REJECT})

        assert check(raw, resolve).verdict == "fail"

    def test_one_is_enough_among_several(self):
        found = check(signed(signed(), b"bulk.example"))

        assert found.verdict == "pass"

    def test_a_changed_message_is_not_proved(self):
        raw = signed().replace(b"Since Monday", b"Since Tuesday")

        assert check(raw).verdict == "unknown"
        assert check(raw, names(dmarc__acme_example=REJECT)).verdict == "fail"

    def test_one_of_a_part_of_the_message_proves_nothing(self):
        raw = signed(length=True) + b"Send money.\r\n"

        assert check(raw, names(dmarc__acme_example=REJECT)).verdict == "fail"

    def test_a_key_that_can_not_be_asked_for_is_no_failure(self):
        found = check(
            signed(), names(silent=["s1._domainkey.acme.example"], dmarc__acme_example=REJECT)
        )

        assert (found.dkim, found.dmarc, found.verdict) == ("temperror", "temperror", "unknown")

    def test_only_some_are_looked_at(self):
        raw = MESSAGE
        for number in range(12):
            raw = signed(raw, f"d{number}.example".encode())
        resolve = names()

        check(raw, resolve)

        assert sum("_domainkey" in name for name in resolve.asked) <= 5


class TestPolicies:
    @pytest.mark.parametrize(
        ("policy", "verdict"),
        [
            (REJECT, "fail"),
            ("v=DMARC1; p=quarantine; pct=100", "fail"),
            ("v=DMARC1; p=none", "unknown"),
            ("v=DMARC1; p=nonsense", "unknown"),
            ("v=DMARC1", "unknown"),
            ("v=spf1 -all", "unknown"),
            ([REJECT, REJECT], "unknown"),
        ],
    )
    def test_what_is_not_proved_fails_where_the_domain_asks_for_it(self, policy, verdict):
        assert check(MESSAGE, names(dmarc__acme_example=policy)).verdict == verdict

    @pytest.mark.parametrize(
        ("policy", "verdict"), [(REJECT, "fail"), (f"{REJECT}; sp=none", "unknown")]
    )
    def test_the_organisation_asks_for_its_subdomains(self, policy, verdict):
        raw = MESSAGE.replace(b"ana@acme.example", b"ana@madrid.acme.example")

        assert check(raw, names(dmarc__acme_example=policy)).verdict == verdict

    def test_without_an_answer_nothing_is_known(self):
        found = check(MESSAGE, names(silent=["_dmarc.acme.example"]))

        assert (found.dmarc, found.verdict) == ("temperror", "unknown")

    @pytest.mark.parametrize(
        "author",
        [
            b"From: ana@acme.example\r\nFrom: eva@evil.example\r\n",
            b"From: ana@acme.example, eva@evil.example\r\n",
        ],
    )
    def test_several_authors_are_a_trick(self, author):
        raw = MESSAGE.replace(b"From: Ana Ruiz <ana@acme.example>\r\n", author)

        assert check(signed(raw)).verdict == "fail"

    @pytest.mark.parametrize(
        "author",
        [
            pytest.param(b"\r\nFrom: ana@acme.example\r\n", id="behind a blank line"),
            pytest.param(b"Sender: ana@acme.example\r\n", id="in Sender alone"),
            pytest.param(b"Reply-To: ana@acme.example\r\n", id="in Reply-To alone"),
            pytest.param(
                b"From: <=?utf-8?q?ana=40acme.example=3e_=3c?=eva@evil.example>\r\n",
                id="in an encoded word",
            ),
            pytest.param(
                b"From: ana@acme.example " + b"(" * 1900 + b"\r\n", id="before endless comments"
            ),
        ],
    )
    def test_whoever_it_is_filed_under_is_checked(self, author):
        raw = MESSAGE.replace(b"From: Ana Ruiz <ana@acme.example>\r\n", b"")

        found = check(author + raw, names(dmarc__acme_example=REJECT), envelope="eva@evil.example")

        assert parse_mail(author + raw).sender.address == "ana@acme.example"
        assert found.verdict == "fail"

    def test_a_name_that_looks_like_an_address_is_none(self):
        raw = MESSAGE.replace(b"Ana Ruiz <ana@acme", b'"ceo@acme.example" <eva@evil')

        assert check(raw).domain == "evil.example"

    def test_a_domain_beyond_ascii_is_asked_for_as_it_is_registered(self):
        raw = MESSAGE.replace(b"acme.example>", "año.example>".encode())

        found = check(raw, Names(txt={"_dmarc.xn--ao-zja.example": REJECT}))

        assert (found.domain, found.verdict) == ("xn--ao-zja.example", "fail")


class TestServers:
    def test_one_that_may_send_for_the_domain_proves_it(self):
        resolve = names(acme_example="v=spf1 ip4:8.8.4.0/24 -all", dmarc__acme_example=REJECT)

        found = check(MESSAGE, resolve, client=THEIRS, envelope="bounces@acme.example")

        assert (found.spf, found.dmarc, found.verdict) == ("pass", "pass", "pass")

    def test_one_that_may_not_fails_where_nothing_else_proves_it(self):
        resolve = names(acme_example="v=spf1 mx -all")
        resolve.records["acme.example", "MX"] = ["10 mail.acme.example"]
        resolve.records["mail.acme.example", "A"] = ["8.8.8.8"]

        options = {"client": THEIRS, "envelope": "ana@acme.example"}
        assert check(MESSAGE, resolve, **options).verdict == "fail"
        assert check(signed(), resolve, **options).verdict == "pass"

    def test_a_doubt_of_the_domain_is_no_failure(self):
        resolve = names(acme_example="v=spf1 ~all")

        found = check(MESSAGE, resolve, client=THEIRS, envelope="ana@acme.example")

        assert (found.spf, found.verdict) == ("softfail", "unknown")

    @pytest.mark.parametrize("client", ["", "127.0.0.1", "::1", "10.1.2.3", "fd00::1", "nonsense"])
    def test_one_of_our_own_network_says_nothing(self, client):
        resolve = names(acme_example="v=spf1 -all")

        found = check(MESSAGE, resolve, client=client, envelope="ana@acme.example")

        assert (found.spf, found.verdict) == ("none", "unknown")

    def test_a_right_to_send_for_another_domain_proves_nothing(self):
        resolve = Names(txt={"evil.example": "v=spf1 +all", "_dmarc.acme.example": REJECT})

        found = check(MESSAGE, resolve, client=THEIRS, envelope="x@evil.example")

        assert (found.spf, found.verdict) == ("pass", "fail")

    def test_a_record_that_never_ends_is_given_up(self):
        resolve = Names(txt={"acme.example": "v=spf1 include:acme.example -all"})

        found = check(MESSAGE, resolve, client=THEIRS, envelope="ana@acme.example")

        assert found.spf == "permerror"
        assert len(resolve.asked) < 20


class TestTrustedResults:
    WORDS = (
        b"Authentication-Results: mx.shop.example;\r\n dmarc=%s (p=%s) header.from=acme.example\r\n"
    )
    HOP = b"Received: from x by mx.shop.example; Mon, 2 Nov 2026 10:00:01 +0000\r\n"

    def told(self, result=b"pass", policy=b"REJECT"):
        return self.WORDS % (result, policy)

    def test_what_it_says_counts_and_nobody_is_asked(self):
        resolve = names()

        found = check(self.told() + self.HOP + MESSAGE, resolve, trusted="mx.shop.example")

        assert (found.verdict, found.dmarc, found.source) == ("pass", "pass", "headers")
        assert resolve.asked == []

    def test_a_failure_counts_where_the_domain_asks_for_it(self):
        for policy, verdict in ((b"REJECT", "fail"), (b"QUARANTINE", "fail"), (b"NONE", "unknown")):
            raw = self.told(b"fail", policy) + self.HOP + MESSAGE
            assert check(raw, trusted="mx.shop.example").verdict == verdict

    def test_a_server_that_checks_no_policy_is_asked_for_the_rest(self):
        raw = (
            b"Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=x@bulk.example;\r\n"
            b" dkim=pass (2048-bit key) header.d=acme.example header.s=s1\r\n" + MESSAGE
        )

        found = check(raw, names(dmarc__acme_example=REJECT), trusted="mx.shop.example")

        assert (found.spf, found.dkim, found.dmarc, found.verdict) == ("pass",) * 4

    def test_another_server_is_not_believed(self):
        found = check(
            self.told() + self.HOP + MESSAGE,
            names(dmarc__acme_example=REJECT),
            trusted="mx.other.example",
        )

        assert (found.verdict, found.source) == ("fail", "checked")

    def test_without_a_trusted_server_none_is_believed(self):
        found = check(self.told() + MESSAGE, names(dmarc__acme_example=REJECT))

        assert found.verdict == "fail"

    def test_what_came_with_the_message_is_not_believed(self):
        forged = self.told() + MESSAGE
        raw = self.told(b"fail") + self.HOP + forged

        assert check(raw, trusted="mx.shop.example").verdict == "fail"

    def test_a_verdict_about_another_author_is_not_this_one_s(self):
        raw = self.told().replace(b"from=acme", b"from=evil") + MESSAGE

        found = check(raw, names(dmarc__acme_example=REJECT), trusted="mx.shop.example")

        assert found.verdict == "fail"

    @pytest.mark.parametrize(
        "words",
        [
            b"mx.shop.example",
            b"mx.shop.example; none",
            b"mx.shop.example; dmarc",
            b"mx.shop.example; " + b"(" * 5000,
            b"mx.shop.example; dmarc=pass" + b" x" * 9000,
        ],
    )
    def test_what_can_not_be_read_is_as_if_it_were_not_there(self, words):
        raw = b"Authentication-Results: " + words + b"\r\n" + MESSAGE

        found = check(raw, names(dmarc__acme_example=REJECT), trusted="mx.shop.example")

        assert found.verdict == "fail"


class TestPassedOn:
    """A mailing list that adds a footer, and says that the message was good before."""

    LIST = b"lists.example"

    def passed_on(self, was=b"dmarc=pass header.from=acme.example"):
        changed = signed() + b"-- \r\nThe list\r\n"
        results = b"Authentication-Results: lists.example; " + was + b"\r\n"
        sets = dkim.arc_sign(results + changed, b"s1", self.LIST, keys()[0], self.LIST)
        return b"".join(sets) + changed

    def names(self):
        return Names(txt={"s1._domainkey.lists.example": keys()[1], "_dmarc.acme.example": REJECT})

    def test_it_does_not_fail_where_the_list_is_trusted(self):
        found = check(self.passed_on(), self.names(), trusted_sealers={"lists.example"})

        assert (found.dmarc, found.arc, found.verdict) == ("fail", "pass", "unknown")

    def test_it_fails_where_the_list_is_not_known(self):
        found = check(self.passed_on(), self.names())

        assert (found.arc, found.verdict) == ("pass", "fail")

    def test_it_fails_where_the_list_had_found_it_bad(self):
        raw = self.passed_on(b"dmarc=fail header.from=acme.example")

        assert check(raw, self.names(), trusted_sealers={"lists.example"}).verdict == "fail"

    def test_it_fails_where_somebody_changed_it_afterwards(self):
        raw = self.passed_on() + b"Send money.\r\n"

        found = check(raw, self.names(), trusted_sealers={"lists.example"})

        assert (found.arc, found.verdict) == ("fail", "fail")


class TestHostileMail:
    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\x00\xff\r\n\r\n", id="no headers"),
            pytest.param(b"From: \r\n\r\n", id="no author"),
            pytest.param(b"From: <<<>>>@@,,;;:::\r\n\r\n", id="no address"),
            pytest.param(b"From: a@" + b"x" * 100_000 + b"\r\n\r\n", id="long author"),
            pytest.param(b"From: a@b.example\r\n" + b" \r\n" * 60_000, id="folded for ever"),
            pytest.param(b"X: y\r\n" * 40_000 + MESSAGE, id="many headers"),
            pytest.param(
                b"DKIM-Signature: v=1; a=b; b=; h=" + b"a:" * 99 + b"\r\n" + MESSAGE, id="bad"
            ),
            pytest.param(
                b"DKIM-Signature: " + b";" * 9000 + b"\r\n" + MESSAGE, id="long signature"
            ),
            pytest.param(signed() + b" " * 3_000_000 + b"x\r\n", id="blanks"),
            pytest.param(signed() + b"\r\n" * 3_000_000 + b"x\r\n", id="lines"),
            pytest.param(b"ARC-Seal: i=999999999999\r\n" + MESSAGE, id="seals"),
        ],
    )
    @pytest.mark.timeout(20)
    def test_it_is_not_passed_and_raises_nothing(self, raw):
        assert check(raw, client=THEIRS, envelope="ana@acme.example").verdict != "pass"

    def test_an_enormous_key_is_not_used(self):
        resolve = names()
        resolve.records["s1._domainkey.acme.example"] = "v=DKIM1; p=" + "A" * 4000

        assert check(signed(), resolve).dkim == "fail"

    def test_a_name_system_that_is_away_costs_no_more_than_a_few_questions(self):
        class Away(Names):
            def __call__(self, name, kind, seconds):
                self.asked.append(name)
                raise LookupFailedError(name)

        resolve = Away()
        found = check(signed(), resolve, client=THEIRS, envelope="ana@acme.example")

        assert (found.spf, found.dkim, found.dmarc) == ("temperror",) * 3
        assert found.verdict == "unknown"
