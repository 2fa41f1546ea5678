"""Helping a caller back in, with a real browser, in Spanish."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from core.testing.cases import actor_of
from plugins.csr_console.levels import CONFIRMED
from plugins.csr_console.services.interactions import begin, raise_level

SPANISH = {"locale": "es-ES"}
NEW = "horse-staple-42"
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url)
    return platform


@pytest.fixture
def ana(make_contact):
    return make_contact(
        first_name="Ana", last_name="Mora", email="ana@acme.example", identifier="CC 52"
    )


@pytest.fixture
def clara(make_staff):
    return make_staff(name="Clara Soto", roles=["csr"])


@pytest.fixture
def confirmed(open_scope, clara, ana):
    """Clara knows that it is Ana who calls."""
    with open_scope(actor=actor_of(clara, "csr_console:use")) as scope:
        raise_level(scope, begin(scope, ana.id, "password"), CONFIRMED)


class TestCannotResetThePassword:
    @pytest.mark.req("BE-20", "BE-22", "BE-23", "BE-24")
    def test_a_code_is_read_out_revoked_and_made_anew(self, open_page, ana, clara, confirmed):
        console, phone = open_page(staff=clara, **SPANISH), open_page(**SPANISH)
        console.goto("/customers?text=mora")
        console.get_by_role("link", name="Ana Mora").click()
        console.get_by_role("link", name="Recuperar cuenta").first.click()
        console.get_by_role("button", name="Generar código de recuperación").click()
        expect(console.locator(".k-signs")).to_have_text(CODE)
        old = console.locator(".k-signs").evaluate("shown => shown.textContent")
        expect(console.locator(".k-spelling:visible li")).to_have_count(8)
        expect(console.get_by_text("Tengo un código de recuperación")).to_be_visible()

        console.get_by_role("button", name="Revocar código de recuperación").click()
        asked = console.get_by_role("alertdialog")
        expect(asked).to_contain_text("Ana Mora")
        asked.get_by_role("button", name="Revocar código de recuperación").click()
        expect(console.get_by_text("El código ya no sirve.")).to_be_visible()
        console.get_by_role("button", name="Generar código de recuperación").click()
        expect(console.locator(".k-signs")).not_to_have_text(old)
        code = console.locator(".k-signs").evaluate("shown => shown.textContent")
        console.get_by_role("link", name="Correos enviados").click()
        console.get_by_role("link", name="Recuperar cuenta").first.click()
        expect(console.get_by_text("Hay un código vigente")).to_be_visible()
        expect(console.locator(".k-signs")).to_have_count(0)

        phone.goto("/login")
        phone.get_by_role("link", name="¿Olvidaste tu contraseña?").click()
        phone.get_by_role("link", name="Tengo un código de recuperación").click()
        for tried, said in ((old, True), (code, False)):
            phone.get_by_label("Correo electrónico o identificador").fill("cc 52")
            phone.locator("[name=code]").fill(tried.lower())
            phone.locator("[name=new]").fill(NEW)
            phone.locator("[name=new-again]").fill(NEW)
            phone.locator("[name=new-again]").press("Enter")
            if said:
                expect(phone.locator(".v-summary")).to_be_visible()
        phone.wait_for_url("**/")
        expect(phone.get_by_role("banner")).to_be_visible()


class TestDidNotGetTheMails:
    @pytest.mark.req("CS-13")
    def test_the_pages_are_fit_for_everybody(
        self, open_page, ana, clara, confirmed, faults_of_pages, jobs
    ):
        pages = [f"/customers/{ana.id}/recovery", f"/customers/{ana.id}/mails"]
        first = open_page(staff=clara, **SPANISH)
        first.goto(pages[0])
        first.get_by_role("button", name="Enviar enlace de restablecimiento").click()
        expect(first.get_by_text("Caduca en 24 horas").first).to_be_visible()
        jobs.run()
        first.goto(pages[1])
        mail = first.locator("main table a").first
        pages.append(mail.get_attribute("href"))
        mail.click()
        expect(first.locator(".v-mail")).to_contain_text("nueva contraseña")

        for width, scheme in ((360, "dark"), (1280, "light")):
            look = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
            window = open_page(staff=clara, **look)
            assert faults_of_pages(window, pages) == {}

    def test_without_scripts_a_code_is_made_too(self, open_page, ana, clara, confirmed):
        window = open_page(staff=clara, java_script_enabled=False, **SPANISH)
        window.goto(f"/customers/{ana.id}/recovery")
        window.get_by_role("button", name="Generar código de recuperación").click()
        expect(window.locator(".k-signs")).to_have_text(CODE)
