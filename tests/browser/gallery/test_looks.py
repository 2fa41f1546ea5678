"""Every part on every width and in both themes: readable by everyone, and nothing sticks out."""

import pytest

PATHS = ("/list", "/form", "/sign-in", "/staff")


# A width does not change with the theme, nor a colour with the width; a phone has parts of its own.
@pytest.mark.parametrize(
    ("width", "theme"), [(360, "light"), (360, "dark"), (768, "system"), (1280, "light")]
)
def test_pages_are_accessible_and_fit(open_window, faults_of_pages, width, theme):
    page = open_window(
        "/list", viewport={"width": width, "height": 800}, color_scheme="dark", locale="es"
    )

    assert faults_of_pages(page, [f"{path}?theme={theme}" for path in PATHS]) == {}


def test_a_form_with_errors_is_accessible(open_window, violations):
    page = open_window("/form")
    page.select_option("[name=product-0]", "internet")
    page.click("button.v-btn-primary")
    page.wait_for_selector("[data-v-summary]")

    assert violations(page) == []


def test_controls_are_large_enough_for_a_thumb(open_window):
    page = open_window("/form", viewport={"width": 360, "height": 800}, has_touch=True)
    page.locator("[data-v-editor]").first.scroll_into_view_if_needed()
    page.locator(".v-toolbar").first.wait_for()
    small = page.evaluate(
        """[...document.querySelectorAll("main input, main select, main button, header summary")]
          .filter((each) => !["hidden", "checkbox", "file"].includes(each.type))
          .filter((each) => !each.matches(".v-first-button"))
          .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
          .map((each) => each.outerHTML.slice(0, 100))"""
    )

    assert small == []
