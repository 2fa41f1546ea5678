"""A CRM's portal: who may come in and what they see is decided in the studio."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.story.actions import choose, open_tab, press, write_message


@pytest.fixture(autouse=True)
def _preset(use_preset):
    use_preset("crm")


@pytest.fixture
def admin(window, make_staff):
    page = window(staff=make_staff(roles=["admin", "agent"]))
    page.goto("/admin")
    return page


def go(page, *names):
    """Follow links by their names, in the menu and on the pages it leads to."""
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


class TestPortalUsers:
    @pytest.mark.req("DC-01", "DC-02", "DC-03", "DC-04", "DC-05", "DC-06", "DC-07", "DC-08")
    @pytest.mark.req("D-01", "D-08", "D-30", "AT-26")
    def test_a_reactivated_field_lets_a_contact_in(self, admin, window, mailed, link_in):
        go(admin, "Personas", "Agregar contacto")
        expect(admin.get_by_label("Usuario Portal")).to_have_count(0)
        go(admin, "Estudio", "Contactos", "Editar Campos")
        inactive = admin.get_by_role("region", name="Campos inactivos")
        for name in ("Usuario Portal", "Soporte Fecha de Inicio", "Soporte Fecha de Finalización"):
            inactive.get_by_label(name).check()
        press(admin, "Reactivar")
        open_tab(admin, "Revisar y publicar")
        press(admin, "Publicar")

        go(admin, "Personas", "Agregar contacto")
        company = admin.get_by_role("group", name="Información de la empresa")
        expect(company.get_by_label("Soporte Fecha de Inicio")).to_be_visible()
        expect(company.get_by_label("Soporte Fecha de Finalización")).to_be_visible()
        for label, text in (("Nombre", "Ana"), ("Apellido", "Gil"), ("Correo", "ana@x.example")):
            admin.get_by_label(label, exact=True).fill(text)
        company.get_by_label("Nombre de usuario").fill("anita")
        company.get_by_label("Usuario Portal").check()
        press(admin, "Guardar")

        _subject, text, html = mailed("ana@x.example")
        assert "anita" in text
        page = window()
        page.goto(link_in(html, "CLIC AQUÍ"))
        page.get_by_label("Nombre de usuario").fill("anita")
        page.get_by_label("Clave", exact=True).fill(re.search(r"Clave: (\S+)", text)[1])
        press(page, "Ingreso")
        expect(page.get_by_text("Elija una contraseña propia.")).to_be_visible()


class TestCases:
    @pytest.mark.req("DC-09", "DC-10", "DC-11", "DC-12", "DC-13")
    def test_the_studio_decides_what_the_customer_fills_in(self, admin, window, make_contact):
        page = window(contact=make_contact())
        page.goto("/")
        go(page, "Casos", "Nuevo Caso")
        expect(page.get_by_label("Prioridad")).to_have_count(0)

        def tick(*, on):
            go(admin, "Estudio", "Editar Campos", "Prioridad")
            admin.get_by_label("Campo Portal").set_checked(on)
            press(admin, "Guardar y publicar")
            press(admin, "Guardar y publicar")  # once it was said what that does

        tick(on=True)
        page.reload()
        expect(page.get_by_label("Prioridad")).to_be_visible()
        tick(on=False)
        page.reload()
        expect(page.get_by_label("Prioridad")).to_have_count(0)

        page.get_by_label("Asunto").fill("¿Dónde está mi envío?")
        write_message(page, "No ha llegado.")
        press(page, "enviar")
        expect(page.get_by_role("status").first).to_contain_text("1")
        admin.goto("/desk?view=unassigned")
        expect(admin.get_by_role("main")).to_contain_text("¿Dónde está mi envío?")

    @pytest.mark.req("DC-14", "DC-15", "DC-16")
    def test_cases_are_found_by_their_state(self, window, make_contact, make_case):
        ana = make_contact()
        make_case(ana, product="order/late", subject="Un envío")
        page = window(contact=ana)
        page.goto("/cases?tab=all")
        states = page.get_by_label("Estado", exact=True)
        expect(states.locator("option")).to_have_text(
            ["Todos", "Abiertos", "En Progreso", "En Espera de Respuesta", "Cerrados"]
        )
        choose(page, "Estado", "Cerrados")
        press(page, "Búsqueda")
        expect(page.locator("#cases tbody tr")).to_have_count(0)
        choose(page, "Estado", "Abiertos")
        press(page, "Búsqueda")
        expect(page.locator("#cases tbody tr")).to_have_count(1)
