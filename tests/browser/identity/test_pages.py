"""Signing in with a real browser: its pages, by keyboard, and without scripts."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from core.testing.mail import text_of

PASSWORD = "ventanilla-demo"
NEW = "horse-staple-42"
PUBLIC = ("/login", "/register", "/recover", "/recover/code", "/verify?dead=1", "/staff/login")
CUSTOMERS = ("/profile", "/profile/security", "/profile/address", "/settings")
STAFFS = ("/staff/profile", "/staff/profile/security")


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url)
    return platform


class TestPages:
    @pytest.mark.parametrize("look", [(360, "dark"), (1280, "light")])
    def test_everybody_can_use_them(
        self, open_page, make_contact, make_staff, faults_of_pages, look
    ):
        options = {"viewport": {"width": look[0], "height": 800}, "color_scheme": look[1]}
        visits = (
            (open_page(**options), PUBLIC),
            (open_page(contact=make_contact(), **options), CUSTOMERS),
            (open_page(staff=make_staff(), **options), STAFFS),
        )

        assert [faults_of_pages(*visit) for visit in visits] == [{}, {}, {}]


class TestSignIn:
    @pytest.mark.req("BA-P-18", "BA-P-19")
    def test_the_keyboard_is_enough(self, page, make_contact):
        ana = make_contact()
        page.goto("/login?next=/profile")
        page.get_by_label("Email address").focus()
        page.keyboard.type(ana.email)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/profile")

        page.locator(".v-tool-person").focus()
        page.keyboard.press("Enter")
        page.get_by_role("banner").get_by_role("button", name="Sign out").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/login")

    def test_an_error_is_told_and_focused(self, page, make_contact):
        ana = make_contact()
        page.goto("/login")
        page.get_by_label("Email address").fill(ana.email)
        page.get_by_label("Password", exact=True).fill("not this one")
        page.get_by_role("button", name="Sign in").click()

        page.get_by_role("alert").get_by_text("This does not match.").wait_for()
        expect(page).to_have_title(re.compile("^Error:"))
        expect(page.locator("[role=alert]:focus")).to_be_visible()
        expect(page.get_by_label("Email address")).to_have_value(ana.email)

    @pytest.mark.req("BA-P-04")
    def test_the_language_is_chosen_first(self, page):
        page.goto("/login")
        page.locator(".v-tool-language").click()
        page.get_by_role("button", name="Português").click()

        expect(page.locator("html")).to_have_attribute("lang", "pt")


class TestJourneyWithoutScripts:
    @pytest.mark.req("BA-P-07", "BA-P-09", "BA-P-11", "BA-P-12", "BA-P-15", "BA-P-20")
    def test_from_registration_to_a_changed_password(self, open_page, jobs, mailbox):
        page = open_page(java_script_enabled=False)
        page.goto("/login")
        page.get_by_role("link", name="No account yet?").click()
        page.get_by_label("First name").fill("Ana")
        page.get_by_label("Last name").fill("López")
        page.get_by_label("Identifier").fill("CC 1")
        page.get_by_label("E-mail").fill("ana@mail.example")
        page.get_by_role("button", name="Register").click()
        page.get_by_text("Contact created").wait_for()

        page.goto(self.last_link(jobs, mailbox, "Email address verification"))
        page.get_by_role("button", name="Verify my address").click()
        page.get_by_role("heading", name="Verification successful").wait_for()

        page.goto(self.last_link(jobs, mailbox, "Welcome to Acme!"))
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("Repeat the password").fill(PASSWORD)
        page.get_by_role("button", name="Save password").click()
        page.get_by_text("Your new password is set.").wait_for()

        page.goto("/profile/security")
        page.get_by_label("Current password").fill(PASSWORD)
        page.get_by_label("New password", exact=True).fill(NEW)
        page.get_by_label("Repeat the password").fill(NEW)
        page.get_by_role("button", name="Update").click()
        page.get_by_text("Your new password is set.").wait_for()

    def last_link(self, jobs, mailbox, subject):
        jobs.run()
        message = mailbox.to("ana@mail.example")[-1]
        assert message["Subject"] == subject
        return re.search(r"http://\S+/(?:verify|recover)/\S+", text_of(message))[0]
