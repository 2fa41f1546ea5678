"""What a person does with a form, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

PNG = {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n" + b"0" * 2000}
EXE = {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}


@pytest.fixture
def form(open_window):
    return open_window("/form?live=1")


@pytest.fixture
def plain_form(open_window):
    return open_window("/form", java_script_enabled=False)


def choose_product(page):
    page.select_option("[name=product-0]", "internet")
    page.select_option("[name=product-1]", "fault")
    page.select_option("[name=product-2]", "slow")


def open_editor(page):
    """Go to the message, as a person does: the editor is there once its place is in view."""
    page.locator("[data-v-editor]").scroll_into_view_if_needed()
    editor = page.locator(".ProseMirror")
    editor.click()
    return editor


class TestDependentLists:
    def test_the_next_list_appears_by_itself(self, form):
        choose_product(form)

        expect(form.locator("[name=product-2]")).to_have_value("slow")

    def test_another_product_takes_the_reasons_of_the_first_away(self, form):
        choose_product(form)
        form.select_option("[name=product-0]", "tv")

        expect(form.locator("[name=product-1] option")).to_have_text(["Elija…", "Canal"])
        expect(form.locator("[name=product-2]")).to_have_count(0)

    def test_the_focus_stays_where_the_person_is(self, form):
        form.focus("[name=product-0]")
        form.select_option("[name=product-0]", "internet")
        form.wait_for_selector("[name=product-1]")

        expect(form.locator("[name=product-0]")).to_be_focused()

    def test_without_scripts_a_button_asks_for_the_next_list(self, plain_form):
        plain_form.fill("[name=subject]", "No hay señal")
        for level, key in enumerate(("internet", "fault", "total")):
            plain_form.select_option(f"[name=product-{level}]", key)
            if level < 2:
                plain_form.click("text=Continuar")

        expect(plain_form.locator("[name=product-2]")).to_have_value("total")
        expect(plain_form.locator("[name=subject]")).to_have_value("No hay señal")


class TestFieldsThatApply:
    def test_a_field_comes_and_goes_with_what_it_depends_on(self, form):
        expect(form.locator("[name=contract]")).to_have_count(0)
        form.select_option("[name=product-0]", "internet")
        expect(form.locator("[name=contract]")).to_be_visible()
        form.select_option("[name=product-0]", "tv")
        expect(form.locator("[name=contract]")).to_have_count(0)

    def test_what_was_written_meanwhile_stays(self, form):
        editor = open_editor(form)
        editor.type("Desde ayer ")
        form.fill("[name=subject]", "Sin red")
        form.select_option("[name=product-0]", "internet")
        expect(form.locator("[name=contract]")).to_be_visible()
        editor.click()
        form.keyboard.press("Control+End")
        form.keyboard.type("no hay red")

        expect(form.locator("textarea[name=message]")).to_have_value(
            re.compile("Desde ayer no hay red")
        )
        expect(form.locator("[name=subject]")).to_have_value("Sin red")

    @pytest.mark.parametrize("control", ["subject", "message"])
    def test_who_is_writing_when_the_answer_comes_goes_on(self, form, control):
        held = []
        form.route(
            "**/form*",
            lambda route: (
                held.append(route) if route.request.method == "POST" else route.continue_()
            ),
        )
        with form.expect_request(lambda request: request.method == "POST"):
            form.select_option("[name=product-0]", "internet")
        place = open_editor(form) if control == "message" else form.locator("[name=subject]")
        place.click()
        form.keyboard.type("Sin ed")
        form.keyboard.press("ArrowLeft")
        form.keyboard.press("ArrowLeft")

        held.pop().continue_()
        form.locator("[name=contract]").wait_for()
        form.keyboard.type("r")

        expect(form.locator(f"[name={control}]")).to_have_value(re.compile("Sin red"))

    def test_without_scripts_a_button_shows_them(self, plain_form):
        plain_form.select_option("[name=product-0]", "internet")
        plain_form.click("text=Mostrar los campos que corresponden")

        expect(plain_form.locator("[name=contract]")).to_be_visible()


class TestErrors:
    def test_the_summary_has_the_focus_and_leads_to_the_field(self, form):
        form.click("text=Crear caso >> nth=-1")

        expect(form.locator("[data-v-summary]")).to_be_focused()
        expect(form).to_have_title(re.compile("^Error: "))
        form.click("[data-v-summary] a >> nth=1")
        expect(form.locator("[name=subject]")).to_be_focused()

    def test_nothing_that_was_entered_is_lost(self, plain_form):
        plain_form.fill("[name=subject]", "<b>Sin & red</b>")
        plain_form.fill("[name=cc]", "ana@example.org, nonsense")
        plain_form.fill("[name=message]", "<p>Hola</p>")
        plain_form.check("[name=topics][value=b]")
        plain_form.check("[name=urgent]")
        plain_form.set_input_files("[name=files]", PNG)
        plain_form.click("button.v-btn-primary")

        expect(plain_form.locator("[name=subject]")).to_have_value("<b>Sin & red</b>")
        expect(plain_form.locator("[name=cc]")).to_have_value("ana@example.org, nonsense")
        expect(plain_form.locator("[name=message]")).to_have_value("<p>Hola</p>")
        expect(plain_form.locator("[name=topics][value=b]")).to_be_checked()
        expect(plain_form.locator("[name=urgent]")).to_be_checked()
        expect(plain_form.locator(".v-file-name")).to_have_text("photo.png")

    def test_enter_sends_the_form_and_does_not_ask_for_a_list(self, plain_form):
        plain_form.press("[name=subject]", "Enter")

        expect(plain_form.locator("[data-v-summary]")).to_be_visible()


class TestFiles:
    def test_a_file_goes_up_at_once_and_arrives_with_the_form(self, form):
        form.set_input_files("input[type=file]", PNG)
        expect(form.locator(".v-file-list [name=files]")).to_have_count(1)
        form.fill("[name=subject]", "Con foto")
        form.select_option("[name=product-0]", "tv")
        form.select_option("[name=product-1]", "channel")
        open_editor(form).type("Hola")
        form.click("button.v-btn-primary")

        expect(form.locator("#values")).to_contain_text("upload")

    def test_a_wrong_type_is_said_before_anything_is_sent(self, form):
        form.set_input_files("input[type=file]", EXE)

        failed = form.locator(".v-file-failed")
        expect(failed).to_contain_text("«tool.exe» es de un tipo que no se acepta.")
        expect(failed.locator(".v-file-name")).to_be_hidden()  # the sentence names it

    def test_a_form_sent_too_early_waits_for_its_files_and_names_what_was_refused_before(
        self, form
    ):
        answers = []
        form.route("**/upload", lambda route, _request: answers.append(route))
        form.set_input_files("input[type=file]", EXE)
        expect(form.locator(".v-file-failed")).to_be_visible()
        form.set_input_files("input[type=file]", PNG)
        expect(form.locator("progress")).to_be_visible()
        form.click("button.v-btn-primary")
        expect(form.locator("#v-live")).to_contain_text("Subiendo")
        answers.pop().continue_()

        notice = form.locator(".v-files-missing")
        expect(notice).to_be_focused()
        notice.get_by_role("button").first.click()
        expect(form.locator("[data-v-summary]")).to_be_visible()

    def test_a_file_that_is_taken_away_is_not_sent(self, form):
        form.set_input_files("input[type=file]", PNG)
        form.wait_for_selector(".v-file-list [name=files]", state="attached")
        form.click("text=Quitar")

        expect(form.locator(".v-file-list li")).to_have_count(0)

    def test_what_goes_with_the_form_is_named_as_well(self, open_window):
        page = open_window("/form")
        page.set_input_files("input[type=file]", [PNG, EXE])

        expect(page.locator(".v-file-name")).to_have_text(["photo.png", "tool.exe"])
        assert page.eval_on_selector("input[type=file]", "input => input.files.length") == 2

    def test_without_scripts_a_refused_file_is_named_and_the_others_stay(self, plain_form):
        plain_form.set_input_files("[name=files]", [PNG, EXE])
        plain_form.click("button.v-btn-primary")

        expect(plain_form.locator(".v-file-name")).to_have_text("photo.png")
        expect(plain_form.locator("#form-files-error")).to_contain_text("tool.exe")


class TestComforts:
    def test_addresses_become_chips_and_are_sent_as_text(self, form):
        form.type("#form-cc", "ana@example.org, bruno@example.org,")

        expect(form.locator(".v-chip")).to_have_text(["ana@example.org", "bruno@example.org"])
        expect(form.locator("[name=cc]")).to_have_value("ana@example.org, bruno@example.org")

    def test_a_long_list_can_be_searched(self, form):
        box = form.locator("input#form-city")
        box.fill("santa")
        form.locator("#form-city__listbox >> text=Santa Marta").click()

        expect(form.locator("select[name=city]")).to_have_value("santa-marta")

    def test_a_password_can_be_looked_at(self, open_window):
        page = open_window("/sign-in")
        page.fill("[name=password]", "secreto")
        page.click("[data-v-password] button")

        expect(page.locator("[name=password]")).to_have_attribute("type", "text")

    def test_a_dangerous_button_asks_first(self, open_window):
        page = open_window("/list")
        page.click("text=Borrar")

        expect(page.locator("dialog")).to_contain_text("Ana Pérez")
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)

    def test_single_keys_work_outside_of_text_only(self, open_window):
        page = open_window("/staff")
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("c?")
        expect(page.locator("dialog")).to_have_count(0)
        page.locator("h1").click()
        page.keyboard.press("?")

        expect(page.locator("dialog")).to_contain_text("Buscar")

    def test_menus_close_on_escape_and_give_the_focus_back(self, open_window):
        page = open_window("/list")
        page.click("summary.v-tool-person")
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")

        expect(page.locator("summary.v-tool-person")).to_be_focused()


PASTE = """(editor, [kind, text]) => {
    const data = new DataTransfer();
    data.setData(kind, text);
    editor.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
CELLS = "<tr><td>A-1</td><td>1.500</td></tr><tr><td>B-2</td><td>300</td></tr>"
WORD = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>{}</p>"
)


class TestPaste:
    def test_rows_of_a_spreadsheet_are_a_table(self, form):
        editor = open_editor(form)
        editor.evaluate(PASTE, ["text/html", f"<table><tbody>{CELLS}</tbody></table>"])

        expect(editor.locator("tr")).to_have_count(2)
        expect(editor.locator("td").nth(1)).to_have_text("1.500")

    def test_so_are_rows_with_tabs(self, form):
        editor = open_editor(form)
        editor.evaluate(PASTE, ["text/plain", "A-1\t1.500\nB-2\t300\n"])

        expect(editor.locator("td")).to_have_text(["A-1", "1.500", "B-2", "300"])

    def test_list_paragraphs_of_a_word_processor_are_a_list(self, form):
        editor = open_editor(form)
        editor.evaluate(PASTE, ["text/html", WORD.format("one") + WORD.format("two")])

        expect(editor.locator("ul li")).to_have_text(["one", "two"])

    def test_emphasis_stays_as_it_looked(self, form):
        editor = open_editor(form)
        bold = "<span style='font-weight:700'>bold</span>"
        html = f"<b style='font-weight:normal'><p>plain {bold}</p></b>"
        editor.evaluate(PASTE, ["text/html", html])

        expect(editor.locator("strong")).to_have_text(["bold"])
