"""The contact centre's portal, walked through in the words of its Spanish original."""

import re

import pytest
from playwright.sync_api import expect

from core.cases.services import close_case, get_case
from core.testing.cases import actor_of
from tests.browser.story.actions import (
    choose,
    drop_files,
    open_tab,
    pick_file,
    press,
    write_message,
)

OWN, NEW = "llave-del-13", "puerta-del-7"
PICTURE = ("foto.txt", "text/plain", b"una luz roja")


@pytest.fixture(autouse=True)
def _preset(use_preset):
    use_preset("contact_center")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Ruiz", identifier="CC 7")


@pytest.fixture
def page(window, ana):
    return window(contact=ana)


@pytest.fixture
def close(open_scope, make_staff):
    marta = make_staff(name="Marta Peña")

    def close(number):
        actor = actor_of(marta, "cases:read", "cases:answer", "cases:change")
        with open_scope(actor=actor) as scope:
            close_case(scope, get_case(scope, int(number)))

    return close


def own_menu(page, name):
    """Open what stands under one's initials."""
    page.locator(".v-tool-person").click()
    page.get_by_role("banner").get_by_role("link", name=name).click()


def choose_password(page, password):
    page.get_by_label("Nueva contraseña", exact=True).fill(password)
    page.get_by_label("Repita la contraseña").fill(password)
    press(page, "Guardar contraseña")
    expect(page.get_by_text("Su nueva contraseña quedó guardada.")).to_be_visible()


def enter(page, address, password):
    page.goto("/login")
    page.get_by_label("Correo electrónico").fill(address)
    page.get_by_label("Contraseña", exact=True).fill(password)
    press(page, "ENTRAR")


class TestComingIn:
    @pytest.mark.req("BA-P-03", "BA-P-06", "BA-P-07", "BA-P-08", "BA-P-09", "BA-P-11", "BA-P-12")
    @pytest.mark.req("BA-P-05", "BA-P-13", "BA-P-15", "BA-P-16", "BA-P-17", "BA-P-18", "BA-P-19")
    @pytest.mark.req("D-02", "D-09")
    def test_from_registration_to_the_first_password(self, window, mailed, link_in):
        page = window()
        page.goto("/login")
        page.get_by_role("link", name="¿No tienes cuenta?").click()
        expect(page.get_by_role("heading", name="Registro de Contacto")).to_be_visible()
        for label, text in (("Nombre", "Ana"), ("Apellido", "López"), ("Correo", "ana@x.example")):
            page.get_by_label(label, exact=True).fill(text)
        press(page, "Registrarme")
        expect(page.get_by_role("alert")).to_contain_text("Identificador")
        page.get_by_label("Identificador").fill("CC 1")
        press(page, "Registrarme")
        expect(page.get_by_role("status").first).to_contain_text("Contacto creado")

        subject, _text, html = mailed("ana@x.example")
        assert subject == "Verificación correo electrónico"
        page.goto(link_in(html, "Verificar"))
        press(page, "Verificar mi correo")
        expect(page.get_by_role("heading", name="Verificación exitosa")).to_be_visible()
        expect(page.get_by_role("banner").get_by_role("link", name="Acme")).to_be_visible()
        page.goto(link_in(html, "Verificar"))
        expect(page.get_by_role("heading", name="Verificación exitosa")).to_have_count(0)

        subject, text, html = mailed("ana@x.example")
        assert subject == "¡Bienvenido a Acme!"
        assert {"Ana López", "CC 1", "ana@x.example"} <= set(re.split(r"[:\n] ?", text))
        password = re.search(r"Contraseña: (\S+)", text)[1]
        page.goto(link_in(html, "Acme"))
        enter(page, "ana@x.example", password)
        expect(page.get_by_text("Elija una contraseña propia.")).to_be_visible()
        choose_password(page, OWN)

        page.locator(".v-tool-person").click()
        press(page, "Cerrar sesión")
        enter(page, "ana@x.example", password)
        expect(page.get_by_role("alert")).to_be_visible()
        enter(page, "ana@x.example", OWN)
        expect(page.get_by_role("heading", name="¿En qué podemos ayudarle?")).to_be_visible()

    @pytest.mark.req("BA-P-23", "BA-P-24", "BA-P-25", "D-02", "D-10")
    def test_a_forgotten_password_comes_back_by_mail(self, window, ana, make_contact, mailed):
        make_contact(identifier="CC 8", email="eva@x.example", verified_at=None)
        page = window()

        def recover(identifier, address):
            page.goto("/login")
            page.get_by_role("link", name="¿Olvidaste tu contraseña?").click()
            page.get_by_label("Identificador").fill(identifier)
            page.get_by_label("Email", exact=True).fill(address)
            press(page, "RECUPERAR")

        recover("CC 8", "eva@x.example")
        expect(page.locator(".v-flash")).to_contain_text("aún no está verificado")
        recover("CC 9", "eva@x.example")
        expect(page.locator(".v-flash")).not_to_contain_text("verificado")
        recover("CC 7", ana.email)
        expect(page.locator(".v-flash")).not_to_contain_text("verificado")
        subject, text, _html = mailed(ana.email)
        assert subject == "Recuperar Contraseña"
        enter(page, ana.email, re.search(r"\n +(\S+)\n", text)[1])
        choose_password(page, OWN)

    @pytest.mark.req("BA-P-20", "BA-P-21", "BA-P-22", "BA-P-26", "D-03")
    def test_one_changes_ones_data_and_password(self, page):
        page.goto("/")
        own_menu(page, "Mi perfil")
        open_tab(page, "Datos")
        page.get_by_label("Apellido").fill("Ruiz Gil")
        page.get_by_label("Email 2").fill("ana@work.example")
        page.get_by_label("Email 3").fill("ana@home.example")
        expect(page.get_by_label("Email 1")).not_to_be_empty()
        press(page, "Actualizar")
        expect(page.get_by_label("Email 3")).to_have_value("ana@home.example")

        open_tab(page, "Seguridad")
        for current, new, again, says in (
            ("no-es-esta", OWN, OWN, "Contraseña actual"),
            ("ventanilla-demo", OWN, NEW, "Nueva contraseña"),
            ("ventanilla-demo", "corta", "corta", "Entre 6 y 16"),
            ("ventanilla-demo", "diecisiete-letras", "diecisiete-letras", "Entre 6 y 16"),
        ):
            page.get_by_label("Contraseña actual").fill(current)
            page.get_by_label("Nueva contraseña", exact=True).fill(new)
            page.get_by_label("Repita la contraseña").fill(again)
            press(page, "Actualizar")
            expect(page.get_by_role("main")).to_contain_text(says)
            expect(page.get_by_role("alert").first).to_be_visible()
        page.get_by_label("Contraseña actual").fill("ventanilla-demo")
        page.get_by_label("Nueva contraseña", exact=True).fill("Ab3%xy")
        page.get_by_label("Repita la contraseña").fill("Ab3%xy")
        press(page, "Actualizar")
        expect(page.get_by_text("Su nueva contraseña quedó guardada.")).to_be_visible()


class TestCases:
    @pytest.mark.req("BA-P-27", "BA-P-28", "BA-P-30", "BA-P-31", "BA-P-32", "BA-P-33", "BA-P-34")
    @pytest.mark.req("BA-P-35", "BA-P-36", "BA-P-37", "BA-P-39", "BA-P-40", "BA-P-42")
    def test_one_files_a_case_and_finds_it(self, page, ana, make_account):
        make_account(name="Aguas del Sur", members={ana: {"can_create_for": True}})
        page.goto("/")
        page.get_by_role("link", name="Mis casos").first.click()
        page.get_by_role("link", name="Crear", exact=True).click()
        expect(page.get_by_role("combobox", name="Motivo", exact=True)).to_have_count(0)
        press(page, "Guardar")
        for label in ("Producto", "Asunto", "Mensaje"):
            expect(page.get_by_role("alert").first).to_contain_text(label)
        choose(page, "Producto", "Facturación")
        choose(page, "Motivo", "Factura")
        choose(page, "Submotivo", "No me llegó")
        page.get_by_label("Asunto").fill("No llegó la factura de mayo")
        choose(page, re.compile("^Cuenta"), "Aguas del Sur")
        page.get_by_label("Correos en copia").fill("eva@x.example, luis@x.example")
        write_message(page, "La de **mayo** no llegó.")
        drop_files(page, PICTURE)
        press(page, "Guardar")
        expect(page.get_by_role("status").first).to_contain_text("El caso número 1001 fue creado")

        page.get_by_role("link", name="Mis casos").first.click()
        for place, heading in enumerate(("N°", "Asunto", "Fecha", "Tipo", "Estado", "Canal")):
            expect(page.locator("#cases thead th").nth(place)).to_have_text(heading)
        page.get_by_role("link", name="1001").click()
        expect(page.get_by_role("main")).to_contain_text("No llegó la factura de mayo")

    @pytest.mark.req("BA-P-38", "BA-P-43", "BA-P-44", "BA-P-45", "BA-P-46", "BA-P-47", "BA-P-48")
    @pytest.mark.req("BA-P-50")
    def test_one_adds_notes_and_files(self, page, ana, make_case, tmp_path):
        case = make_case(ana, product="other/question/general", actor=actor_of(ana))
        page.goto(f"/cases/{case.number}")
        open_tab(page, "Notas")
        write_message(page, "Una cosa más.")
        press(page, "+ Agregar")
        expect(page.locator(".v-conversation")).to_contain_text("Una cosa más.")
        expect(page.locator(".v-conversation time").last).to_have_text(re.compile(r"\d+:\d\d"))

        open_tab(page, "Archivos")
        tool, bill = tmp_path / "tool.exe", tmp_path / "factura.pdf"
        tool.write_bytes(b"MZ")
        bill.write_bytes(b"%PDF-1.4\n%%EOF\n")
        page.get_by_label("Etiqueta").fill("Factura de mayo")
        pick_file(page, tool)
        expect(page.locator("[data-v-files]")).to_contain_text("tipo")
        pick_file(page, bill)
        expect(page.locator(".v-file-list")).to_contain_text("factura.pdf")
        press(page, "Cargar")
        expect(page.locator(".v-files-missing")).to_contain_text("1 archivo no se subió.")
        press(page, "Enviar sin él")
        expect(page.get_by_role("main").get_by_role("table")).to_contain_text("Factura de mayo")
        expect(page.get_by_role("main")).not_to_contain_text("tool.exe")
        expect(page.get_by_role("main").get_by_role("link", name="Archivos")).to_contain_text("1")

        page.get_by_label("Correos en copia").fill("eva@x.example")
        press(page, "Guardar")
        expect(page.locator(".p-properties")).to_contain_text("eva@x.example")

    @pytest.mark.req("BA-P-51", "BA-P-52", "BA-P-53", "BA-P-54", "D-19")
    def test_one_reopens_a_closed_case(self, page, ana, make_case, close):
        case = make_case(ana, product="other/question/general", actor=actor_of(ana))
        close(case.number)
        page.goto("/cases?tab=all")
        page.get_by_role("row").filter(has_text=str(case.number)).get_by_role(
            "link", name="Reabrir este caso"
        ).click()
        page.locator(".ProseMirror").fill("Falta una parte.")
        press(page, "Reabrir")

        notes = page.locator(".v-conversation")
        expect(notes).to_contain_text("El caso ha sido reabierto por el contacto.")
        expect(notes).to_contain_text("Falta una parte.")

    @pytest.mark.req("BA-P-55", "BA-P-56", "BA-P-57", "BA-P-59", "BA-P-60")
    def test_one_reads_the_cases_of_ones_accounts(
        self, page, ana, make_account, make_contact, make_case
    ):
        luis = make_contact(first_name="Luis")
        files = {"can_create_for": True}
        seen = make_account(name="Aguas", members={ana: {"can_view_cases": True}, luis: files})
        unseen = make_account(name="Bosque", members={ana: {}, luis: files})
        given = {"product": "other/question/general", "actor": actor_of(luis)}
        number = make_case(luis, account=str(seen.id), **given).number
        make_case(luis, account=str(unseen.id), **given)
        page.goto("/")
        page.get_by_role("link", name="Casos de mis cuentas").first.click()

        expect(page.locator("#cases tbody tr")).to_have_count(1)
        expect(page.locator("#cases thead")).to_contain_text("Número de referencia")
        expect(page.get_by_label("Cuenta", exact=True)).to_contain_text("Aguas")
        expect(page.get_by_label("Cuenta", exact=True)).not_to_contain_text("Bosque")
        page.get_by_role("link", name=str(number)).click()
        expect(page.get_by_role("button", name="+ Agregar")).to_have_count(0)
        open_tab(page, "Archivos")
        expect(page.get_by_role("button", name="Cargar")).to_have_count(0)
