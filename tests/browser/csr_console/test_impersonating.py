"""The customer's portal in a window of the staff's: its banner, its buttons, its end."""

import re

import pytest
from playwright.sync_api import expect

from core.testing.cases import actor_of
from plugins.csr_console.services.interactions import begin, current, raise_level


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


@pytest.fixture
def clara(make_staff, open_scope, ana):
    """Somebody with Ana on the line, known well enough."""
    clara = make_staff(name="Clara Soto", roles=["csr"], locale="es")
    with open_scope("acme", actor=actor_of(clara, "contacts:read")) as scope:
        begin(scope, ana.id, "navigation")
        raise_level(scope, current(scope, ana.id), 1)
    return clara


def open_portal(console, ana):
    """Go from the customer's console to their portal; return its window."""
    console.goto(f"/customers/{ana.id}")
    console.get_by_role("link", name="Ver como el cliente").first.click()
    console.get_by_label("¿Por qué quiere verlo?").fill("No encuentra su factura")
    console.get_by_role("button", name="Continuar").click()
    with console.context.expect_page() as opened:
        console.get_by_role("button", name="Abrir el portal en una ventana nueva").click()
    return opened.value


@pytest.mark.req("BE-14", "BE-15", "CS-07", "CS-09")
@pytest.mark.parametrize("look", [(360, "dark"), (1280, "light")])
def test_the_window_says_whose_it_is_and_ends(
    look, open_page, ana, clara, make_case, clock, faults_of_pages
):
    case = make_case(ana, subject="Bill of May")
    options = {"viewport": {"width": look[0], "height": 800}, "color_scheme": look[1]}
    console = open_page(staff=clara, **options)
    portal = open_portal(console, ana)
    banner = portal.get_by_role("region", name="Usted ve el portal como Ana Mora.")

    expect(banner).to_contain_text(re.compile(r"Quedan: 1[45]:\d\d"))
    portal.goto("/settings")
    save = portal.locator("#main form button[type=submit]").first
    expect(save).to_be_disabled()
    expect(save).to_have_attribute("aria-describedby", "v-looking-why")
    assert faults_of_pages(portal, ("/", f"/cases/{case.number}", "/settings")) == {}

    portal.mouse.wheel(0, 2000)
    expect(banner).to_be_in_viewport()
    banner.get_by_role("button", name="Terminar").click()
    portal.wait_for_url("**/impersonation/over**")

    console.goto("/staff/profile")
    expect(console.locator("main")).to_contain_text("Clara Soto")


def test_it_ends_by_itself_before_who_only_waits(open_page, ana, clara, clock):
    portal = open_portal(open_page(staff=clara), ana)
    clock.advance(minutes=14, seconds=58)
    portal.goto("/cases")
    expect(portal.locator("[data-v-left]")).to_contain_text(re.compile(r"0:0\d"))

    clock.advance(seconds=10)

    portal.wait_for_url("**/impersonation/over**")


def test_without_scripts_it_says_until_when_and_why_nothing_happens(open_page, ana, clara):
    portal = open_portal(open_page(staff=clara, java_script_enabled=False), ana)

    expect(portal.locator(".v-looking")).to_contain_text("Hasta las")
    portal.goto("/settings")
    portal.locator("#main form button[type=submit]").first.click()

    expect(portal.locator("#main")).to_contain_text("no se puede cambiar nada")
    expect(portal.locator(".v-looking")).to_contain_text("Ana Mora")
