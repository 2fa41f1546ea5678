"""What a case lacks, filled in with a real browser by whoever holds the link of the mail."""

import re

import pytest
from playwright.sync_api import expect

from core.cases.services import find_missing, get_case, list_files
from core.fields.services.publishing import install_form
from core.testing.mail import text_of
from plugins.email_channel import tasks
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.mailboxes import add_mailbox, change_defaults
from plugins.email_channel.services.receiving import receive
from tests.functional.incomplete.conftest import CONTRACT, LINK
from tests.support.mails import SUPPORT, write_mail

FILE = {"name": "contract.txt", "mimeType": "text/plain", "buffer": b"Signed"}
SENT, DONE = re.compile("is complete now"), re.compile("This was done already")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", email="ana@mail.example", locale="en")


@pytest.fixture
def link(open_scope, ana, jobs, mailbox, monkeypatch):
    """The link that Ana was mailed for a mail of hers, without a sub-reason and the contract."""
    monkeypatch.setattr(tasks, "authenticate", lambda _raw, **_known: Authentication())
    with open_scope() as scope:
        install_form(scope, "case", scope.tenant.form("case").with_field(CONTRACT))
        box = add_mailbox(scope, {"address": SUPPORT, "is_default": True})
        change_defaults(scope, box, {"product": "general/question"})
        raw = write_mail("Ana <ana@mail.example>", "No light", "Since Monday.")
        receive(scope, raw, came_by="delivery", envelope_to=[SUPPORT])
    jobs.run()
    with open_scope() as scope:
        assert get_case(scope, 1).is_incomplete
    return LINK.findall(text_of(mailbox.to("ana@mail.example")[-1]))[-1]


class TestCompletion:
    @pytest.mark.req("X-02")
    @pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
    def test_two_inputs_and_one_file_complete_a_case_once(
        self, open_page, link, open_scope, has_scripts
    ):
        page = open_page(java_script_enabled=has_scripts)
        page.goto(link)
        controls = page.locator("#completion").locator("select, textarea, input:not([type=hidden])")
        expect(controls).to_have_count(2)

        page.get_by_label("Sub-reason").select_option("information")
        page.locator("#completion input[type=file]").set_input_files(FILE)
        if has_scripts:
            expect(page.get_by_role("button", name="Remove contract.txt")).to_be_visible()
        page.get_by_role("button", name="Send").click()

        expect(page.get_by_text(SENT)).to_be_visible()
        page.goto(link)
        expect(page.get_by_text(DONE)).to_be_visible()
        expect(page.locator("#completion")).to_have_count(0)
        with open_scope() as scope:
            case = get_case(scope, 1)
            assert find_missing(scope, case) is None
            assert [file.name for file in list_files(scope, case)] == ["contract.txt"]

    @pytest.mark.parametrize("look", [(360, "dark"), (360, "light"), (1280, "light")])
    def test_everybody_can_use_it(self, open_page, link, violations, look):
        viewport = {"width": look[0], "height": 800}
        page = open_page(viewport=viewport, color_scheme=look[1])

        def fits():
            return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

        page.goto(link)
        assert (violations(page), fits()) == ([], True)
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#completion [aria-invalid=true]").first).to_be_visible()
        assert (violations(page), fits()) == ([], True)
        page.get_by_label("Sub-reason").select_option("other")
        page.locator("#completion input[type=file]").set_input_files(FILE)
        expect(page.get_by_role("button", name="Remove contract.txt")).to_be_visible()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text(SENT)).to_be_visible()
        assert (violations(page), fits()) == ([], True)
