"""The store for files is another machine, which may be away, slow, or let nobody in."""

import io
from dataclasses import replace

import pytest

from core.cases.services import attach_file
from core.files.models import FileUpload
from core.files.services import owner_of, stage_upload
from core.testing.cases import actor_of
from tests.support.unreliable_store import FAULTS


@pytest.fixture
def settings(settings, unreliable_store):
    return replace(settings, blob_url="memory://house")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


@pytest.fixture
def file(open_scope, make_case, ana):
    case = make_case(ana)
    with open_scope(actor=actor_of(ana)) as scope:
        upload = stage_upload(scope, io.BytesIO(b"May"), "meter.txt", owner=owner_of(scope.actor))
        return attach_file(scope, scope.session.merge(case), upload.id, "The meter")


@pytest.fixture
def browser(as_customer, ana):
    return as_customer(ana)


@pytest.mark.parametrize("fault", FAULTS)
class TestAStoreThatIsAway:
    def test_a_download_says_so_and_when_to_ask_again(self, browser, file, unreliable_store, fault):
        unreliable_store(fault)
        gone = fault == "bucket missing"  # to who reads, the same as a file that is not there
        answer = browser.get(f"/files/{file.id}/x", status=404 if gone else 503)

        assert gone or answer.headers["Retry-After"] == "5"
        assert gone or "Files can&#39;t be reached just now" in answer.text
        assert "could not connect" not in answer.text

    def test_an_upload_says_so_to_the_script_that_sends_it(
        self, browser, unreliable_store, fault, open_scope
    ):
        token = browser.get("/cases/new").forms["case"]["csrf_token"].value
        unreliable_store(fault)

        def send(status):
            return browser.post(
                "/uploads",
                upload_files=[("file", "meter.txt", b"May")],
                headers={"X-CSRF-Token": token},
                status=status,
            )

        refused = send(503)
        with open_scope() as scope:
            assert scope.session.query(FileUpload).count() == 0
        unreliable_store(None)

        assert refused.headers["Retry-After"] == "5"
        assert refused.json["error"].startswith("Files can't be taken in just now.")
        assert send(200).json["id"]

    def test_other_pages_go_on(self, browser, file, unreliable_store, fault):
        unreliable_store(fault)

        browser.get("/cases", status=200)
        browser.get("/readyz", status=200)
