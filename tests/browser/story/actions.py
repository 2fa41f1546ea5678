"""What a person's hands do on our pages."""

from playwright.sync_api import expect

DROP = """(box, files) => {
    const data = new DataTransfer();
    for (const [name, type, bytes] of files)
        data.items.add(new File([new Uint8Array(bytes)], name, {type}));
    for (const kind of ["dragenter", "dragover", "drop"])
        box.dispatchEvent(
            new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def press(page, name):
    page.get_by_role("button", name=name, exact=isinstance(name, str)).click()


def choose(page, label, option):
    page.get_by_role("combobox", name=label, exact=isinstance(label, str)).select_option(
        label=option
    )


def write_message(page, text):
    """Type into the rich-text editor; two stars around a word make it bold, as it types."""
    # The editor comes when its box comes into view.
    page.locator("label", has_text="Mensaje").first.scroll_into_view_if_needed()
    editor = page.locator("[contenteditable=true]").first
    expect(editor).to_be_visible()
    editor.click()
    page.keyboard.type(text)


def drop_files(page, *files):
    """Let go of files (name, type, bytes) over the form's box for them."""
    box = page.locator("[data-v-files]").first
    box.evaluate(DROP, [[name, kind, list(content)] for name, kind, content in files])
    for name, _kind, _content in files:
        expect(page.locator(".v-file-list")).to_contain_text(name)


def pick_file(page, path):
    page.locator("input[type=file]").first.set_input_files(path)


def open_tab(page, name):
    page.get_by_role("main").get_by_role("link", name=name).last.click()
