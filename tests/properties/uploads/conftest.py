"""A customer with a case, and parcels put together by hand: browsers would be too polite."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from core.cases.models import CaseFile
from core.files.models import FileUpload
from core.tenancy.services import save_settings

EDGE = b"edge-of-a-part"


def part(name, content, filename=None):
    """Return one part of a form, its file name as browsers write it."""
    shown = "" if filename is None else f'; filename="{escaped(filename)}"'
    head = f'--{EDGE.decode()}\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def escaped(filename):
    """Write a file name as the HTML standard says."""
    return filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


class Sender:
    """A signed-in customer's browser, who sends what it is told to."""

    def __init__(self, client, case):
        self.client = client
        self.path = f"/cases/{case.number}/files"
        form = client.get(f"/cases/{case.number}?tab=files").forms["file"]
        self.token = part("csrf_token", form["csrf_token"].value.encode())

    def post(self, path, *parts, end=b"--" + EDGE + b"--\r\n"):
        return self.post_body(path, self.token + b"".join(parts) + end)

    def post_body(self, path, body):
        kind = f"multipart/form-data; boundary={EDGE.decode()}"
        # WebTest's own way would read the body to see what is in it.
        host = {"Host": self.client.extra_environ["HTTP_HOST"]}
        return self.client.request(
            path, method="POST", headers=host, body=body, content_type=kind, expect_errors=True
        )


class Shelf:
    """What is kept of all that was sent."""

    def __init__(self, platform):
        self._platform = platform
        self._folder = Path(urlsplit(platform.settings.blob_url).path)

    def rows(self):
        with self._platform.every_tenant(reading=True) as session:
            return (
                set(session.scalars(select(FileUpload.id))),
                set(session.scalars(select(CaseFile.id))),
            )

    def files(self):
        return {path for path in self._folder.rglob("*") if path.is_file()}

    def everything(self):
        return (*self.rows(), self.files())


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


@pytest.fixture
def sender(as_customer, make_case, open_scope, ana):
    with open_scope() as scope:
        save_settings(scope, "files", {"max_megabytes": 1, "max_files": 2})
    return Sender(as_customer(ana), make_case(ana))


@pytest.fixture
def shelf(platform):
    return Shelf(platform)
