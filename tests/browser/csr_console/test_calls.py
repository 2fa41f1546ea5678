"""A call at the console, from the search box to the steps that help, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from core.presets.services import apply_preset
from plugins.csr_console.services.interactions import REASONS

PHONE, NARROW = "+573001234567", {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _preset(platform):
    with platform.scope("acme") as scope:
        apply_preset(scope, "utility")


@pytest.fixture
def ana(make_contact, make_account):
    ana = make_contact(first_name="Ana", last_name="Mora", phone=PHONE, identifier="CC 52841777")
    custom = {
        "service_address": "2172 Main Street",
        "billing_address": "PO Box 11",
        "district": "harbour",
        "autopay": True,
        "ebill": False,
    }
    make_account(name="Ana Mora", number="GX-77120", custom=custom, members={ana: {}})
    return ana


@pytest.fixture
def clara(make_staff):
    return make_staff(name="Clara Soto", roles=["csr"])


def open_call(page, reason):
    """Find Ana and say why she calls: two presses of Enter, after what is typed."""
    page.goto("/customers")
    page.get_by_role("searchbox").fill("mora")
    page.keyboard.press("Enter")
    page.locator("main a", has_text="Ana Mora").first.press("Enter")
    page.get_by_role("button", name=reason).press("Enter")


class TestCalls:
    def test_each_reason_has_its_steps_and_the_caller_is_checked_by_keyboard(
        self, open_page, ana, clara, violations
    ):
        page = open_page(staff=clara)
        for title in list(REASONS.values())[:2]:
            open_call(page, title)
            expect(page.locator("#guide")).to_have_text(title)
            expect(page.locator(".k-guide > li").first).to_be_visible()
            page.get_by_role("button", name="End the call").press("Enter")
            expect(page.get_by_text("The call has ended.")).to_be_visible()
        open_call(page, "Wants to add an account to the portal")
        expect(page.locator("main")).not_to_contain_text("GX-77120")
        assert violations(page) == []
        page.get_by_label("Telephone", exact=True).fill("300 123 4567")
        page.get_by_label("Identifier", exact=True).fill("52841777")
        page.keyboard.press("Enter")
        expect(page.get_by_text("1 of 2 match.")).to_be_visible()
        page.get_by_label("Telephone", exact=True).fill("300 123 4567")
        page.get_by_label("Identifier", exact=True).fill("CC 52841777")
        page.keyboard.press("Enter")
        expect(page.get_by_text("2 of 2 match.")).to_be_visible()
        for shown in ("GX-77120", "2172 Main Street", "PO Box 11", "Harbour", "Autopay"):
            expect(page.locator("main")).to_contain_text(shown)
        assert violations(page) == []

    def test_it_fits_a_telephone_in_spanish(self, open_page, ana, clara, faults_of_pages):
        page = open_page(staff=clara, locale="es-ES", viewport=NARROW)
        path = f"/customers/{ana.id}"
        page.goto(path)
        page.get_by_role("button", name="No recibe nuestros correos").press("Enter")
        expect(page.locator("#guide")).to_have_text("No recibe nuestros correos")

        assert faults_of_pages(page, [path, f"{path}/calls"]) == {}
