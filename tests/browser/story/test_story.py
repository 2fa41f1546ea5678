"""The product's main story, from a field's flag to an answered case, in Spanish and for real."""

import re

import pytest
from playwright.sync_api import expect

from core.demo.attachments import make_paper, make_picture
from tests.browser.story.actions import (
    choose,
    drop_files,
    open_tab,
    pick_file,
    press,
    write_message,
)

CONTRACT = "Número de contrato"
PHOTO = ("modem.png", "image/png", make_picture(200))
INVOICE = ("factura.pdf", "application/pdf", make_paper("Factura", ["Octubre"]))


@pytest.mark.req("BA-P-01", "BA-P-40", "BA-P-42", "DC-09", "DC-10", "DC-12", "D-07", "AT-11")
def test_from_a_fields_flag_to_an_answered_case(
    adela, ana, marta, open_page, wait_for_mail, tmp_path
):
    before = ana.goto("/cases/new")
    assert before.ok
    expect(ana.get_by_label("Prioridad")).to_be_visible()
    expect(ana.get_by_label(CONTRACT)).to_have_count(0)

    the_admin_shapes_the_form(adela)
    number = the_customer_files_a_case(ana)
    the_agent_answers(marta, number)
    the_customer_reads_and_adds(ana, number, wait_for_mail, tmp_path)
    the_agent_closes(marta, number)
    the_portal_goes_off_and_on(adela, ana, open_page, number)


def the_admin_shapes_the_form(adela):
    """Show and require the contract number, hide the priority, add a list: then publish."""
    adela.goto("/admin/fields/case")
    adela.get_by_role("link", name=CONTRACT).click()
    choose(adela, "Clientes, al crear", "Obligatorio")
    choose(adela, "Clientes, en el detalle", "Se puede ver")
    press(adela, "Guardar en el borrador")
    adela.goto("/admin/fields/case")
    adela.get_by_role("link", name="Prioridad").click()
    choose(adela, "Clientes, al crear", "Oculto")
    choose(adela, "Clientes, en el detalle", "Oculto")
    press(adela, "Guardar en el borrador")
    add_list(adela, "Horario de contacto", ["Mañana", "Tarde"])
    adela.goto("/admin/fields/case/review")
    expect(adela.get_by_role("main")).to_contain_text(CONTRACT)
    press(adela, "Publicar")
    expect(adela).to_have_url(re.compile("/admin/fields/case"))


def add_list(adela, name, options):
    adela.goto("/admin/fields/case/new?type=list")
    for language in ("Español", "English", "Português", "Français", "Deutsch", "Italiano"):
        adela.get_by_label(f"Nombre ({language})").fill(name)
    adela.get_by_label("Campo Portal").check()
    press(adela, "Agregar el campo")
    write_options(adela, options)


def write_options(adela, options):
    """Write the options as text, one a line."""
    open_tab(adela, "Opciones")
    open_tab(adela, "Editar todo como texto")
    adela.get_by_label("Opciones, una por línea").fill("\n".join(options))
    press(adela, "Guardar en el borrador")


def the_customer_files_a_case(ana):
    """Find exactly that, fill it in on a telephone, drop two files, and read the number."""
    ana.reload()
    expect(ana.get_by_label("Prioridad")).to_have_count(0)
    expect(ana.get_by_label(CONTRACT)).to_have_attribute("required", "")
    expect(ana.get_by_label("Horario de contacto")).to_be_visible()
    expect(ana.get_by_label("Motivo", exact=True)).to_have_count(0)
    choose(ana, "Producto", "Internet hogar")
    choose(ana, "Motivo", "Sin servicio")
    choose(ana, "Submotivo", "Corte total")
    ana.get_by_label("Asunto").fill("Sin internet desde anoche")
    ana.get_by_label("Horario de contacto").select_option(label="Tarde")
    write_message(ana, "La luz del módem está en **rojo** desde las diez.")
    drop_files(ana, PHOTO, INVOICE)
    press(ana, "Guardar")
    the_missing_number_is_pointed_out(ana)
    ana.get_by_label(CONTRACT).fill("3950852741")
    press(ana, "Guardar")
    expect(ana).to_have_url(re.compile(r"/cases/\d+"))
    number = re.search(r"/cases/(\d+)", ana.url)[1]
    expect(ana.get_by_role("status").first).to_contain_text(number)
    expect(ana.locator(".v-prose strong").first).to_have_text("rojo")
    return number


def the_missing_number_is_pointed_out(ana):
    """An error loses nothing: neither words nor choices nor files."""
    expect(ana.get_by_role("alert").first).to_contain_text(CONTRACT)
    expect(ana).to_have_title(re.compile("^Error"))
    expect(ana.get_by_label("Asunto")).to_have_value("Sin internet desde anoche")
    expect(ana.get_by_role("combobox", name="Submotivo", exact=True)).to_have_value(
        re.compile("total_outage")
    )
    expect(ana.locator(".v-file-list li")).to_have_count(2)


def the_agent_answers(marta, number):
    """See the case at once, with its files and its fields, and write to the customer."""
    marta.goto("/desk?view=unassigned")
    marta.get_by_role("link", name=number, exact=True).click()
    expect(marta.get_by_role("main")).to_contain_text("La luz del módem")
    expect(marta.get_by_role("main")).to_contain_text("factura.pdf")
    expect(marta.get_by_label(CONTRACT)).to_have_value("3950852741")
    press(marta, "Tomarlo")
    write_message(marta, "Hola Ana: hay un corte en su zona. ¿Nos envía una foto del cable?")
    choose(marta, re.compile("Estado después de enviar"), "En Espera de Respuesta")
    press(marta, "Enviar")
    expect(marta.locator(".v-conversation")).to_contain_text("hay un corte en su zona")


def the_customer_reads_and_adds(ana, number, wait_for_mail, tmp_path):
    """Get the mail, follow its link, see the note, and add a note and a file."""
    mail = wait_for_mail("ana@example.net", "hay un corte en su zona")
    assert number in mail["Subject"]
    link = re.search(r"http://\S+?/cases/\d+", str(mail))[0]
    ana.goto(link)
    expect(ana.locator(".v-conversation")).to_contain_text("hay un corte en su zona")
    write_message(ana, "Aquí va la foto del cable.")
    press(ana, "+ Agregar")
    expect(ana.locator(".v-conversation")).to_contain_text("Aquí va la foto")
    open_tab(ana, re.compile("Archivos"))
    cable = tmp_path / "cable.png"
    cable.write_bytes(make_picture(120))
    ana.get_by_label("Etiqueta").fill("El cable")
    pick_file(ana, cable)
    expect(ana.locator(".v-file-list")).to_contain_text("cable.png")
    press(ana, "Cargar")
    expect(ana.get_by_role("table")).to_contain_text("El cable")
    expect(ana.get_by_role("link", name=re.compile("Archivos"))).to_contain_text("3")


def the_agent_closes(marta, number):
    """Read the answer, which opened the case again, and close it with a last word."""
    marta.goto(f"/desk/cases/{number}")
    expect(marta.locator(".v-conversation")).to_contain_text("Aquí va la foto")
    write_message(marta, "Gracias. El servicio quedó restablecido.")
    choose(marta, re.compile("Estado después de enviar"), "Cerrado")
    press(marta, "Enviar")
    expect(marta.get_by_role("main")).to_contain_text("Cerrado")


def the_portal_goes_off_and_on(adela, ana, open_page, number):
    """Off, every address of this tenant's portal is gone and others' stay; on, all is as it was."""
    neighbour = open_page("globex")
    addresses = ("/", "/login", "/register", "/recover", "/cases", "/cases/new", f"/cases/{number}")
    adela.goto("/admin/plugins")
    press(adela, re.compile("Desactivar: Portal de clientes"))
    press(adela, re.compile("Desactivar Portal de clientes"))
    for address in addresses:
        assert ana.goto(address).status == 404, address
        assert neighbour.goto("/login").status == 200
    adela.goto("/admin/plugins")
    press(adela, re.compile("Activar: Portal de clientes"))
    assert ana.goto(f"/cases/{number}").status == 200
    expect(ana.locator(".v-conversation")).to_contain_text("El servicio quedó restablecido")
    assert ana.goto("/cases/new").status == 200
    expect(ana.get_by_label(CONTRACT)).to_have_attribute("required", "")
