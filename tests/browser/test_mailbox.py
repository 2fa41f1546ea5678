from dataclasses import replace

import pytest

from core.mail.services import Recipient, queue_mail
from core.testing.jobs import run_until_idle

WIDTH = "document.documentElement.scrollWidth"
LONG = "word" * 60


@pytest.fixture
def platform(platform):
    """A demo with a mail in each language, one of them unwieldy."""
    platform.settings = replace(platform.settings, demo=True)
    with platform.scope("acme") as scope:
        for locale in ("es", "en"):
            queue_mail(
                scope,
                "case_created",
                to=[Recipient("ana@demo.example", "Ana", locale)],
                data={
                    "number": "12",
                    "subject": LONG,
                    "page": "http://acme.localhost:6543/cases/12",
                    "message": f"<p>{LONG}</p>",
                    "files": ["contract.pdf"],
                },
            )
    run_until_idle(platform)
    return platform


class TestMailbox:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_it_can_be_read_by_anybody_on_a_phone(self, open_page, violations, scheme):
        page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale="en")
        page.goto("/demo/mailbox")
        assert page.evaluate(WIDTH) <= 360
        assert violations(page) == []

        page.get_by_role("link").filter(has_text="12").first.click()
        page.get_by_role("heading", name="Plain text").wait_for()
        assert page.evaluate(WIDTH) <= 360
        assert violations(page) == []
