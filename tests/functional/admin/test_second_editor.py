"""Two administrators have the same page open: nobody puts back what the other has changed."""

import pytest

from core.tenancy.services import save_document


def words(response):
    return " ".join(response.html.get_text(" ").split())


@pytest.fixture
def make_page(make_contact, make_account, make_staff, open_scope):
    """Return (path, form, a field of the first, a field of the second) of a page that edits."""

    def make(which):
        if which == "account":
            path = f"/admin/people/accounts/{make_account(name='Acme').id}"
            return path, "account", ("legal_name", "Acme Ltd."), ("number", "77")
        if which == "contact":
            path = f"/admin/people/contacts/{make_contact().id}"
            return path, "contact", ("job_title", "Manager"), ("identifier", "A-77")
        if which == "staff":
            path = f"/admin/people/staff/{make_staff(name='Carla').id}"
            return path, "staff", ("name", "Carla Ruiz"), ("active", False)
        if which == "wording":
            with open_scope() as scope:
                save_document(scope, "wording", {"es": {"Sign out": "Salir", "Save": "Grabar"}})
            path = "/admin/organisation/wording?language=es&changed=1"
            return path, "wording", (0, "Guardar ya"), (1, "Hasta luego")
        return PAGES[which]

    return make


PAGES = {
    "organisation": (
        "/admin/organisation",
        "organisation",
        ("support_email", "help@acme.example"),
        ("name", "Acme & Sons"),
    ),
    "settings": (
        "/admin/settings/files",
        "settings",
        ("max_files", "3"),
        ("max_megabytes", "7"),
    ),
    "field": (
        "/admin/fields/case/subject",
        "field",
        ("label_es", "Título"),
        ("help_es", "En pocas palabras"),
    ),
}
KINDS = ["organisation", "settings", "account", "contact", "staff", "wording", "field"]


def field_of(form, name):
    if isinstance(name, int):  # texts are called by what they say
        name = [key for key in form.fields if key and len(key) == 16][name]
    return form[name]


def put(form, name, value):
    field = field_of(form, name)
    if isinstance(value, bool):
        field.checked = value
    else:
        field.value = value


def value_of(form, name):
    field = field_of(form, name)
    return field.checked if field.attrs.get("type") == "checkbox" else field.value


class TestSecondEditor:
    @pytest.mark.parametrize("kind", KINDS)
    def test_they_are_told_and_save_only_what_they_changed(self, as_admin, make_page, kind):
        path, form_id, first, second = make_page(kind)
        admin, other = as_admin(), as_admin()
        theirs, mine = other.get(path).forms[form_id], admin.get(path).forms[form_id]
        put(theirs, *first)
        assert theirs.submit("save").status_int == 303
        put(mine, *second)

        page = mine.submit("save", status=422)

        again = page.forms[form_id]
        assert value_of(again, first[0]) == first[1]
        assert value_of(again, second[0]) == second[1]
        assert "This is the new value." in words(page)
        assert again.submit("save").status_int == 303
        now = admin.get(path).forms[form_id]
        assert value_of(now, first[0]) == first[1]
        assert value_of(now, second[0]) == second[1]

    @pytest.mark.parametrize("kind", KINDS)
    def test_who_comes_alone_is_not_stopped(self, as_admin, make_page, kind):
        path, form_id, first, _second = make_page(kind)
        form = as_admin().get(path).forms[form_id]
        put(form, *first)

        assert form.submit("save").status_int == 303

    def test_of_two_who_changed_the_same_the_second_reads_the_first_ones(self, as_admin, make_page):
        path, form_id, (name, value), _second = make_page("organisation")
        admin, other = as_admin(), as_admin()
        theirs, mine = other.get(path).forms[form_id], admin.get(path).forms[form_id]
        put(theirs, name, value)
        theirs.submit("save")
        put(mine, name, "mine@acme.example")

        page = mine.submit("save", status=422)

        assert f"Somebody else changed this to “{value}”" in words(page)
        assert value_of(page.forms[form_id], name) == "mine@acme.example"
        page.forms[form_id].submit("save").follow()
        assert value_of(admin.get(path).forms[form_id], name) == "mine@acme.example"
