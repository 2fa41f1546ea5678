"""Files that staff send with an answer: in the mail, or as links where they are too much."""

import io
import re
from urllib.parse import urlsplit

import pytest

from core.cases.models import CaseFile
from core.cases.services import add_note, attach_file, get_case_by_id
from core.files.services import owner_of, stage_upload
from core.identity.models.contact import Contact
from core.mail import tasks
from core.tenancy.services import save_settings
from core.testing.cases import actor_of
from core.testing.mail import text_of

DESK = ("cases:read", "cases:answer", "cases:change")
MEGABYTE = 1024 * 1024
LINK = re.compile(r"http\S+/files/shared/\S+")


@pytest.fixture(autouse=True)
def _new_server(mailbox):
    """What another test's server has said is not this one's."""
    tasks.mail_server.cache_clear()


@pytest.fixture
def ana(make_contact):
    return make_contact(email="ana@x.example")


@pytest.fixture
def carla(make_staff):
    return make_staff(name="Carla")


@pytest.fixture
def case(make_case, ana, carla):
    return make_case(ana, cc=["eva@y.example"], actor=actor_of(carla, *DESK))


@pytest.fixture
def answer(open_scope, case, carla, jobs, mailbox):
    """Let Carla answer with files, and return what the mail server got, by reader."""

    def act(*files, **options):
        jobs.run()
        mailbox.clear()
        with open_scope(actor=actor_of(carla, *DESK)) as scope:
            owner = owner_of(scope.actor)
            ids = [
                stage_upload(scope, io.BytesIO(content), name, owner=owner).id
                for name, content in files
            ]
            add_note(scope, get_case_by_id(scope, case.id), "<p>Here</p>", files=ids, **options)
        jobs.run()
        return {
            reader: message
            for envelope, message in zip(mailbox.envelopes, mailbox.messages, strict=True)
            for reader in envelope.rcpt_tos
        }

    return act


@pytest.fixture
def limit(open_scope):
    def act(megabytes):
        with open_scope() as scope:
            save_settings(scope, "mail", {"attached_megabytes": megabytes})

    return act


@pytest.fixture
def browse(visitor):
    """Open a link of a mail as somebody who is not signed in."""

    def act(href, slug="acme", status=200):
        return visitor(slug).get(urlsplit(href).path, status=status)

    return act


def files_of(message):
    return {one.get_filename(): one.get_content() for one in message.iter_attachments()}


PLAN = "Año – plan.txt"


class TestWithTheMail:
    def test_the_contact_and_the_copies_get_them(self, answer):
        found = answer((PLAN, b"One\r\nTwo\r\n"), ("b.txt", b"B"))

        assert set(found) == {"ana@x.example", "eva@y.example"}
        for message in found.values():
            assert list(files_of(message)) == [PLAN, "b.txt"]
            assert "shared" not in text_of(message)
        (first, *_) = found["eva@y.example"].iter_attachments()
        assert first.get_payload(decode=True) == b"One\r\nTwo\r\n"

    def test_those_of_an_internal_note_leave_for_nobody(self, answer):
        assert answer((PLAN, b"One"), is_internal=True) == {}

    def test_those_of_the_contact_are_not_sent_back(self, open_scope, case, ana, jobs, mailbox):
        with open_scope(actor=actor_of(ana)) as scope:
            upload = stage_upload(scope, io.BytesIO(b"A"), "a.txt", owner=owner_of(scope.actor))
            add_note(scope, get_case_by_id(scope, case.id), "<p>See</p>", files=[upload.id])
        jobs.run()

        assert [list(one.iter_attachments()) for one in mailbox.messages] == [
            [] for _ in mailbox.messages
        ]

    def test_one_that_is_attached_without_words_is_sent(
        self, open_scope, case, carla, jobs, mailbox
    ):
        jobs.run()
        mailbox.clear()
        with open_scope(actor=actor_of(carla, *DESK)) as scope:
            upload = stage_upload(scope, io.BytesIO(b"A"), "a.txt", owner=owner_of(scope.actor))
            attach_file(scope, get_case_by_id(scope, case.id), upload.id)
        jobs.run()

        assert [list(files_of(one)) for one in mailbox.messages] == [["a.txt"], ["a.txt"]]


class TestAsLinks:
    @pytest.fixture
    def message(self, answer, limit):
        """What a person in copy gets where no file travels."""
        limit(0)
        return answer((PLAN, b"One"))["eva@y.example"]

    @pytest.fixture
    def href(self, message):
        (link,) = LINK.findall(text_of(message))
        return link

    @pytest.fixture
    def stored(self, open_scope, case):
        def change(**values):
            with open_scope() as scope:
                file = scope.session.query(CaseFile).filter_by(case_id=case.id).one()
                for name, value in values.items():
                    setattr(file, name, value)
                if not values:
                    scope.session.delete(file)

        return change

    def test_more_than_the_limit_is_not_sent(self, answer, limit):
        limit(1)
        found = answer(("a.txt", b"A" * MEGABYTE), ("b.txt", b"B"))

        for message in found.values():
            assert list(message.iter_attachments()) == []
        contacts, copies = text_of(found["ana@x.example"]), text_of(found["eva@y.example"])
        assert "a.txt" in contacts
        assert "/cases/" in contacts
        assert not LINK.search(contacts)
        assert len(LINK.findall(copies)) == 2

    def test_more_than_the_server_takes_is_not_sent(self, answer, limit):
        limit(25)
        assert files_of(answer(("a.txt", b"A"))["eva@y.example"])
        # The test's server takes 32 MB, which are 23 MB of files.
        found = answer(("a.txt", b"A" * (12 * MEGABYTE)), ("b.txt", b"B" * (12 * MEGABYTE)))

        assert list(found["eva@y.example"].iter_attachments()) == []

    def test_a_link_opens_the_file_for_somebody_who_is_not_known(self, href, browse):
        response = browse(href)

        assert response.body == b"One"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_both_parts_of_the_mail_have_it_and_say_for_how_long(self, message, href):
        assert href in text_of(message, "html")
        assert "30 days" in text_of(message)

    def test_it_ends(self, href, browse, clock):
        clock.advance(days=31)

        assert browse(href, status=404)

    def test_it_ends_when_the_file_becomes_internal(self, href, browse, stored):
        stored(is_internal=True)

        assert browse(href, status=404)

    def test_it_ends_when_the_file_is_removed(self, href, browse, stored):
        stored()

        assert browse(href, status=404)

    def test_it_can_not_be_changed(self, href, browse):
        start, _, name = href.rpartition("/")
        for spoilt in (start[:-4] + "AAAA", start[:-8], start + "A", f"{start}%C3%B1"):
            assert browse(f"{spoilt}/{name}", status=404)

    def test_it_opens_nothing_of_another_organisation(self, href, browse):
        assert browse(href, slug="globex", status=404)

    def test_a_contact_without_access_to_the_portal_gets_links(
        self, answer, limit, ana, open_scope
    ):
        limit(0)
        with open_scope() as scope:
            scope.session.get_one(Contact, (scope.tenant_id, ana.id)).portal_access = False

        assert LINK.search(text_of(answer((PLAN, b"One"))["ana@x.example"]))
