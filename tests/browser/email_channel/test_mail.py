"""Received mail in a browser: judged by axe on a phone, by keyboard alone, and without scripts."""

import pytest
from playwright.sync_api import expect

from core.tenancy.services import save_settings
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.blocking import block_sender
from plugins.email_channel.services.deciding import decide_mail
from plugins.email_channel.services.mailboxes import add_mailbox
from plugins.email_channel.services.receiving import receive
from tests.support.mails import EVA, SUPPORT, write_mail

QUOTED = "Gracias.\n\nOn Mon, 2 Nov 2026, Acme wrote:\n> ¿Funciona?\n"
WIDE = "<table><tr>" + "<td>celda</td>" * 40 + "</tr></table>"


@pytest.fixture
def agent(make_staff):
    return make_staff(name="Carla Ruiz")


@pytest.fixture
def arrive(open_scope):
    """Let a message arrive and be decided about; return its id."""
    with open_scope() as scope:
        add_mailbox(scope, {"address": SUPPORT, "receiving": "delivery"})
        save_settings(scope, "email_channel", {"unknown_sender": "quarantine"})

    def arrive(*args, **others):
        raw = write_mail(*args, **others)
        with open_scope() as scope:
            received = receive(scope, raw, came_by="delivery", envelope_to=[SUPPORT])
            decide_mail(scope, received.id, parse_mail(raw))
        return received.id

    return arrive


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(360, "dark", "de"), (360, "light", "es"), (768, "light", "de"), (1280, "dark", "es")],
)
def test_everybody_can_use_the_pages(
    open_page, agent, make_staff, arrive, open_scope, faults_of_pages, width, scheme, language
):
    text = arrive(EVA, f"Consulta {'x' * 90}", QUOTED, files=[("factura " + "y" * 70, b"x")])
    html = arrive(EVA, "Oferta", "Oferta", html=WIDE)
    with open_scope() as scope:
        block_sender(scope, "@ofertas.example")
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    addresses = (
        "/mail",
        "/mail?tab=filed",
        "/mail?tab=all&q=eva%40tercero.example",
        f"/mail/{text}",
        f"/mail/{html}",
        "/mail/blocked",
        "/mail/replay",
        "/desk",
    )

    page = open_page(staff=agent, locale=language, **options)
    assert faults_of_pages(page, addresses) == {}
    page = open_page(staff=make_staff(roles=["admin"]), locale=language, **options)
    assert faults_of_pages(page, ["/admin/incoming-mail"]) == {}


def test_quarantine_by_keyboard_alone(open_page, agent, arrive):
    arrive(EVA, "Consulta", "¿Cuánto cuesta?")
    page = open_page(staff=agent, locale="en")
    page.goto("/mail")

    page.get_by_role("link", name="Consulta").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Accept").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("The message was accepted.")).to_be_visible()
    expect(page.get_by_role("link", name="· Consulta")).to_be_visible()


def test_quarantine_without_scripts(open_page, agent, arrive, make_case, make_contact):
    case = make_case(make_contact(), subject="Sin luz")
    arrive(EVA, "Consulta", "Yo también.")
    page = open_page(staff=agent, locale="en", java_script_enabled=False)
    page.goto("/mail")
    page.get_by_role("link", name="Consulta").click()

    page.get_by_label("Number of the case").fill("999")
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_text("There is no case with this number.").first).to_be_visible()
    expect(page.get_by_label("Number of the case")).to_have_value("999")
    page.get_by_label("Number of the case").fill(str(case.number))
    page.get_by_role("button", name="Add to the case").click()

    page.get_by_role("link", name=f"Case {case.number}").first.click()
    expect(page.get_by_text("Yo también.")).to_be_visible()
    page.get_by_role("link", name="Original message").click()
    expect(page.get_by_role("heading", name="Consulta")).to_be_visible()
