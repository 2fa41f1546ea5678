"""Two administrators have the same page open: nobody puts back what the other has changed."""

import pytest

from core.fields.services.drafts import get_draft
from core.identity.services.accounts import get_membership
from core.tenancy.services import save_document
from core.testing.people import PASSWORD


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
        if which == "membership":
            contact = make_contact()
            account = make_account(name="Acme", members={contact: {"can_export": True}})
            path = f"/admin/people/contacts/{contact.id}/accounts?account={account.id}"
            return path, "grants", ("can_view_cases", True), ("can_export", False)
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
KINDS = [
    "organisation",
    "settings",
    "account",
    "contact",
    "membership",
    "staff",
    "wording",
    "field",
]


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


class TestMembership:
    def test_who_adds_one_that_is_there_writes_nothing_over(
        self, as_admin, make_contact, make_account, open_scope
    ):
        contact, account = make_contact(), make_account(name="Acme")
        admin, other = as_admin(), as_admin()
        path = f"/admin/people/contacts/{contact.id}/accounts"
        theirs, mine = (one.get(path).forms["membership"] for one in (other, admin))
        for form, grant in ((theirs, "can_export"), (mine, "can_create_for")):
            form["account_id"] = str(account.id)
            form[grant] = True
        theirs.submit("join").follow()

        page = mine.submit("join", status=422)

        assert "The contact is in this account already" in words(page)
        with open_scope() as scope:
            membership = get_membership(scope, contact.id, account.id)
            assert (membership.can_export, membership.can_create_for) == (True, False)
        changed = admin.get(f"/admin/people/contacts/{contact.id}")
        link = changed.html.select_one("#memberships a")["href"]
        assert admin.get(link).forms["grants"]["can_export"].checked


class TestRules:
    PATH = "/admin/fields/case/cc/rules"

    def add(self, form, operator):
        form["asks"], form["operator"] = "priority", operator
        return form.submit("add").follow()

    def test_both_add_theirs_and_each_removes_what_they_meant(self, as_admin):
        first, second = as_admin(), as_admin()
        both = [one.get(self.PATH).forms["rule"] for one in (first, second)]
        self.add(both[0], "not_empty")
        page = self.add(both[1], "empty")
        assert len(page.html.select("#rules li")) == 2
        other = first.get(self.PATH)
        page.forms["rules"].submit("remove", index=0).follow()

        page = other.forms["rules"].submit("remove", index=0).follow()

        (left,) = page.html.select("#rules li")
        assert "is empty" in left.get_text()


class TestOptions:
    PATH = "/admin/fields/case/priority/options"

    @pytest.fixture
    def both(self, as_admin):
        """Return the same page before two administrators: hers, his."""
        return [as_admin().get(self.PATH).forms["options"] for _number in range(2)]

    def now(self, form):
        page = form.response.test_app.get(self.PATH)
        keys = [one["value"] for one in page.html.select("input[name$=-key]")]
        return page.forms["options"], keys

    def test_each_saves_the_rows_and_cells_that_they_touched(self, both):
        hers, his = both
        hers["o0-label-en"], hers["o0-color"], hers["n0-label-en"] = "Whenever", "#123456", "Now"
        hers["o3-active"] = False
        hers.submit("save").follow()
        his["o0-label-es"], his["o1-color"], his["n0-label-en"] = "Ya", "#654321", "Never"

        his.submit("save").follow()

        form, keys = self.now(his)
        assert keys == ["low", "medium", "high", "critical", "now", "never"]
        assert form["o0-label-en"].value == "Whenever"
        assert form["o0-label-es"].value == "Ya"
        assert [form[f"o{row}-color"].value for row in (0, 1)] == ["#123456", "#654321"]
        assert [form[f"o{row}-active"].checked for row in range(6)] == [True] * 3 + [
            False,
            *[True] * 2,
        ]

    def test_rows_are_known_when_somebody_moved_them(self, both):
        hers, his = both
        hers.submit("up", value="critical").follow()
        his["o3-color"], his["default"] = "#654321", "o3"

        his.submit("save").follow()

        form, keys = self.now(his)
        assert keys == ["low", "medium", "critical", "high"]
        assert form["o2-color"].value == "#654321"
        assert form["default"].value == "o2"

    def test_what_both_changed_is_told_once_with_the_others_value(self, both):
        hers, his = both
        hers["o0-label-en"], hers["default"], hers["o3-active"] = "Whenever", "o3", False
        hers.submit("up", value="low").follow()
        his["o0-label-en"], his["default"], his["o1-color"] = "Some day", "o2", "#654321"

        page = his.submit("save", status=422)

        assert "Somebody else wrote: Whenever" in words(page)
        assert "Somebody else wrote: Critical" in words(page)
        again = page.forms["options"]
        assert (again["o0-label-en"].value, again["default"].value) == ("Some day", "o2")
        assert not again["o3-active"].checked
        again.submit("save").follow()
        form, _keys = self.now(his)
        assert (form["o0-label-en"].value, form["default"].value) == ("Some day", "o2")
        assert form["o1-color"].value == "#654321"
        assert not form["o3-active"].checked

    def test_a_wrong_colour_brings_back_what_was_typed_at_its_row(self, both):
        hers, his = both
        hers.submit("up", value="critical").follow()
        his["o3-color"] = "reddish"

        again = his.submit("save", status=422).forms["options"]

        assert again["o2-key"].value == "critical"
        assert again["o2-color"].value == "reddish"

    def test_an_option_that_somebody_removed_is_named(self, both):
        hers, his = both
        hers["n0-label-en"] = "Now"
        hers.submit("save").follow()
        his, _keys = self.now(his)
        hers, _keys = self.now(hers)
        hers["o4-remove"] = True
        hers.submit("save").follow()
        his["o4-label-en"], his["o0-label-en"] = "At once", "Whenever"

        page = his.submit("save", status=422)

        assert "has removed options that you changed: now" in words(page)
        page.forms["options"].submit("save").follow()
        form, keys = self.now(his)
        assert keys == ["low", "medium", "high", "critical"]
        assert form["o0-label-en"].value == "Whenever"

    def test_names_of_lists_are_told_apart_too(self, as_admin):
        path = "/admin/fields/case/product/options?under=general"
        hers, his = (as_admin().get(path).forms["options"] for _number in range(2))
        hers["level-en"] = "Why"
        hers.submit("save").follow()
        his["o0-label-en"] = "A question"

        page = his.submit("save").follow()

        assert page.forms["options"]["level-en"].value == "Why"
        assert page.forms["options"]["o0-label-en"].value == "A question"


class TestOptionText:
    PATH = "/admin/fields/case/priority/options/text"

    @pytest.fixture
    def both(self, as_admin, make_staff):
        staff = [make_staff(name=name, roles=["admin"]) for name in ("María", "Luis")]
        return [as_admin(one).get(self.PATH).forms["option-text"] for one in staff]

    def lines(self, form):
        page = form.response.test_app.get(self.PATH)
        return page.forms["option-text"]["text"].value.split()

    def test_both_changes_stand(self, both):
        hers, his = both
        hers["text"] = hers["text"].value.replace("High", "Haute")
        hers.submit().follow()
        his["text"] = his["text"].value.replace("Critical", "Burning")

        his.submit().follow()

        assert self.lines(his) == ["Low", "Medium", "Burning", "Haute"]

    def test_what_both_reworded_is_told_once_with_both(self, both):
        hers, his = both
        hers["text"] = hers["text"].value.replace("High", "Haute")
        hers.submit().follow()
        his["text"] = his["text"].value.replace("High", "Hoch")

        page = his.submit(status=422)

        assert "María changed the same options" in words(page)
        again = page.forms["option-text"]
        assert {"Haute", "Hoch"} < set(again["text"].value.split())
        again["text"] = again["text"].value.replace("Haute\n", "")
        again.submit().follow()
        assert "Hoch" in self.lines(his)

    def test_names_that_stand_in_for_a_missing_one_are_not_written(self, as_admin, open_scope):
        admin = as_admin()
        table = admin.get("/admin/fields/case/priority/options").forms["options"]
        table["n0-label-en"] = "Never"
        table.submit("save").follow()
        form = admin.get(f"{self.PATH}?language=es").forms["option-text"]
        form["text"] = form["text"].value.replace("Alta", "Muy alta")

        form.submit().follow()

        with open_scope() as scope:
            options = get_draft(scope, "case").form.field("priority").options
        labels = {option.key: option.labels.get("es") for option in options}
        assert (labels["high"], labels["never"]) == ("Muy alta", None)


class TestLostSession:
    """What was typed into a table or text of options waits for its writer to sign in."""

    @pytest.mark.parametrize(
        ("path", "form_id", "name", "value"),
        [
            (TestOptions.PATH, "options", "o0-label-en", "Whenever"),
            (TestOptionText.PATH, "option-text", "text", "Low\nMedium\nHigh\nBurning"),
        ],
    )
    def test_it_is_back_after_signing_in_until_it_is_saved(
        self, as_admin, path, form_id, name, value
    ):
        admin = as_admin()
        form = admin.get(path).forms[form_id]
        form[name] = value
        admin.reset()
        host = admin.extra_environ["HTTP_HOST"]

        door = form.submit(headers={"Referer": f"http://{host}{path}"}).follow()
        assert "Your text is saved" in words(door)
        entry = next(one for one in door.forms.values() if "password" in one.fields)
        entry["name"], entry["password"] = admin.staff.email, PASSWORD
        back = entry.submit("sign_in").follow()

        assert back.request.path == path
        assert back.forms[form_id][name].value == value
        assert "Your text is back" in words(back)
        back.forms[form_id].submit("save").follow()
        again = admin.get(path)
        assert again.forms[form_id][name].value == value
        assert "Your text is back" not in words(again)

    def test_it_can_be_discarded(self, as_admin):
        admin = as_admin()
        form = admin.get(TestOptions.PATH).forms["options"]
        form["o0-label-en"] = "Whenever"
        admin.reset()
        door = form.submit().follow()
        entry = next(one for one in door.forms.values() if "password" in one.fields)
        entry["name"], entry["password"] = admin.staff.email, PASSWORD
        back = entry.submit("sign_in").follow()

        page = back.forms["options"].submit("_draft_discard", value="1").follow()

        assert page.forms["options"]["o0-label-en"].value == "Low"
        assert "Your text is back" not in words(page)
