"""What the page on security promises in numbers is what the code does."""

from pathlib import Path

import pytest

from core.cases.writing import MAX_MESSAGE, MOST_FILES
from core.files.services import MOST_WAITING
from core.identity import failures
from core.identity.credentials import one_time, passwords
from core.identity.services import profile, sessions, sign_in
from core.web import bodies, form_body
from fields_config.definition import MAX_FIELDS, MAX_RULES
from fields_config.options import MAX_DEPTH, MAX_OPTIONS

TEXT = (Path(__file__).parents[2] / "docs" / "security.md").read_text("utf-8")


@pytest.mark.parametrize(
    "promise",
    [
        f"| {sign_in.LIMIT}, then the person is locked",
        f"| {sign_in.SOURCE_LIMIT}, until {sign_in.SOURCE_WINDOW.seconds // 60} quiet minutes",
        f"| {profile.TRIES} an hour, then every session ends",
        f"| {failures.ASKED_AN_HOUR} an hour each |",
        f"| {failures.MAILS_AN_HOUR} an hour |",
        f"once, {one_time.LIFETIME.total_seconds() / 3600:.0f} hours |",
        f"({sign_in.CHOOSING.seconds // 60} minutes)",
        (
            f"Contacts: {sessions.IDLE['contact'].seconds // 3600} hours without a request,"
            f" {sessions.ABSOLUTE['contact'].days} days at most. Staff:"
            f" {sessions.IDLE['staff'].seconds // 3600} hours,"
            f" {sessions.ABSOLUTE['staff'].days} days."
        ),
        f"| {bodies.STRANGERS_BYTES // 1024} KB; else {bodies.FORM_BYTES // 1024**2} MB",
        (
            f"| {form_body.MOST_FIELDS:,} fields, or {form_body.MOST_PARTS} parts"
            f" with {form_body.MOST_FILES} files |"
        ),
        f"{MAX_MESSAGE:,} of message, {MOST_FILES} files a case",
        f"| {MAX_FIELDS} fields, {MAX_RULES} rules, {MAX_OPTIONS} options, {MAX_DEPTH} levels |",
        f"A person may have {MOST_WAITING} waiting",
        f"{passwords.MEMORY_KIB // 1024} MiB",
    ],
)
def test_it_is_kept(promise):
    assert promise in TEXT
