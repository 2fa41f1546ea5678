"""A portal of tickets, for the customers of an IT provider, in Spanish."""

import re

import pytest
from playwright.sync_api import expect

from core.testing.cases import actor_of
from tests.browser.story.actions import choose, open_tab, pick_file, press, write_message

LANGUAGES = {"English", "Français", "Deutsch", "Español", "Italiano"}


@pytest.fixture(autouse=True)
def _preset(use_preset):
    use_preset("msp")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Ruiz")


@pytest.fixture
def page(window, ana):
    page = window(contact=ana)
    page.goto("/")
    return page


class TestTickets:
    @pytest.mark.req("AT-01", "AT-06", "AT-08", "AT-12", "AT-13", "AT-14", "AT-16")
    def test_one_files_a_ticket_and_answers(self, page, tmp_path):
        page.goto("/profile")
        page.get_by_role("link", name="+ Nuevo ticket", exact=True).click()
        expect(page.get_by_role("heading", name="Añadir Ticket")).to_be_visible()
        press(page, "Guardar")
        expect(page.get_by_role("alert").first).to_contain_text("Título del Ticket")
        page.get_by_label("Título del Ticket").fill("La impresora no imprime")
        choose(page, re.compile("^Familia de Productos"), "Puesto de trabajo")
        choose(page, "Área", "Impresora")
        choose(page, re.compile("^Impacto"), "Mi equipo")
        write_message(page, "Desde ayer.")
        press(page, "Guardar")

        expect(page.get_by_role("heading", name="Detalles")).to_be_visible()
        properties = page.locator("aside, .v-side").filter(has_text="Propiedades").first
        for name in ("Prioridad", "Tipo", "Impacto", "Familia de Productos"):
            expect(properties).to_contain_text(name)
        plan = tmp_path / "foto.txt"
        plan.write_text("una luz roja")
        write_message(page, "Esto dice la pantalla.")
        expect(page.get_by_text("Adjuntar archivos")).to_be_visible()
        pick_file(page, plan)
        expect(page.locator(".v-file-list")).to_contain_text("foto.txt")
        press(page, "Publicar")
        expect(page.locator(".v-conversation")).to_contain_text("Esto dice la pantalla.")
        expect(page.locator(".v-conversation")).to_contain_text("foto.txt")

    @pytest.mark.req("AT-07", "AT-11")
    def test_the_technician_in_charge_sees_the_answer(
        self, page, ana, window, make_staff, make_case, open_scope
    ):
        marta = make_staff(name="Marta Peña", roles=["agent"])
        number = make_case(ana, product="network/vpn", actor=actor_of(ana)).number
        desk = window(staff=marta)
        desk.goto(f"/desk/cases/{number}")
        press(desk, "Tomarlo")
        page.goto(f"/cases/{number}")
        expect(page.get_by_text("Técnico a cargo")).to_be_visible()
        expect(page.get_by_role("main").or_(page.locator("aside"))).to_contain_text(["Marta Peña"])
        write_message(page, "Ya probé eso.")
        press(page, "Publicar")
        expect(page.locator(".v-conversation")).to_contain_text("Ya probé eso.")
        desk.reload()
        expect(desk.locator(".v-conversation")).to_contain_text("Ya probé eso.")

    @pytest.mark.req("AT-04", "D-06")
    def test_the_main_contact_sees_every_ticket(
        self, page, ana, make_contact, make_account, make_case
    ):
        luis = make_contact()
        members = {ana: {"is_primary": True}, luis: {"can_create_for": True}}
        account = make_account(name="Panadería", members=members)
        case = make_case(luis, product="network/vpn", account=str(account.id), actor=actor_of(luis))
        page.reload()
        page.get_by_role("link", name="Tickets de la empresa").first.click()
        page.get_by_role("link", name=str(case.number)).click()
        expect(page.get_by_role("main")).to_contain_text("A question")

    @pytest.mark.req("AT-09", "AT-10", "AT-15")
    def test_the_admin_says_what_is_editable_or_shown(
        self, page, ana, window, make_staff, make_case
    ):
        number = make_case(ana, product="network/vpn", actor=actor_of(ana)).number
        admin = window(staff=make_staff(roles=["admin"]))

        def decide(detail):
            admin.goto("/admin")
            for name in ("Campos Personalizados", "Tickets", "Impacto"):
                admin.get_by_role("link", name=name, exact=True).last.click()
            choose(admin, "Clientes, en el detalle", detail)
            press(admin, "Guardar y publicar")
            press(admin, "Guardar y publicar")  # once it was said what that does
            page.goto(f"/cases/{number}")

        decide("Oculto")
        expect(page.get_by_text("Impacto", exact=True)).to_have_count(0)
        decide("Sólo Ver")
        expect(page.get_by_text("Impacto", exact=True)).to_be_visible()
        expect(page.get_by_role("combobox", name=re.compile("Impacto"))).to_have_count(0)
        decide("Editable")
        expect(page.get_by_role("combobox", name=re.compile("Impacto"))).to_be_visible()


class TestPeople:
    @pytest.mark.req("AT-20", "AT-21", "AT-22", "D-02")
    def test_a_code_leads_back_in_and_the_profile_out(self, page, ana, mailed):
        page.goto("/profile")
        expect(page.get_by_role("heading", name="Mi perfil")).to_be_visible()
        for label in ("Nombre", "Apellido", "Cargo", "Correo", "Teléfono"):
            expect(page.get_by_label(re.compile(f"^{label}")).first).to_be_visible()
        page.get_by_role("main").get_by_role("button", name="Cerrar sesión").click()

        page.get_by_role("link", name="¿Ha olvidado la contraseña?").click()
        page.get_by_label("Correo electrónico").fill(ana.email)
        press(page, "Recuperar")
        _subject, text, _html = mailed(ana.email)
        page.get_by_label("Código de recuperación").fill(re.search(r"\b\w{4}-\w{4}\b", text)[0])
        page.get_by_label("Nueva contraseña", exact=True).fill("llave-del-13-b")
        page.get_by_label("Repita la contraseña").fill("llave-del-13-b")
        page.get_by_role("main").get_by_role("button").last.click()
        page.goto("/profile")
        expect(page.get_by_role("heading", name="Mi perfil")).to_be_visible()

    @pytest.mark.req("AT-23", "AT-24", "D-05")
    def test_the_language_is_changed_after_signing_in(self, page):
        page.locator(".v-tool-person").click()
        page.get_by_role("banner").get_by_role(
            "link", name="Configuración de la aplicación"
        ).click()
        language = page.get_by_role("main").get_by_label("Idioma")
        for name in LANGUAGES:
            expect(language.locator("option", has_text=name)).to_have_count(1)
        language.select_option(label="Deutsch")
        press(page, "Guardar")
        expect(page.locator("html")).to_have_attribute("lang", "de")


def test_a_tab_is_where_it_says(page):
    """The sidebar's Tickets lead to the list of one's own."""
    open_tab(page, "Tickets")
    expect(page).to_have_url(re.compile("/cases$"))
