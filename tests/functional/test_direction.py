"""What people wrote runs in its own direction wherever it stands, and pulls no neighbours along."""

import re

import pytest
from bs4 import BeautifulSoup

from core.cases.services import add_note
from core.fields.services.publishing import install_form
from core.testing.cases import actor_of
from fields_config.definition import AUDIENCES, SCREENS, Access, FieldDefinition, Grant, Option

ARABIC = re.compile("[\u0600-\u06ff]+")
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
SUBJECT, WORDS = "مرحبا 12 سؤال", "<p>أين طلبي؟</p>"
STAFF = ("cases:read", "cases:answer", "cases:change")


def strays(html):
    """Return the texts from right to left that no element or sign keeps to themselves."""
    page = BeautifulSoup(html, "html.parser")
    found = [
        str(text).strip()
        for text in page.find_all(string=ARABIC)
        if ARABIC.search(ISOLATED.sub("", text))
        and text.find_parent(lambda tag: tag.name == "bdi" or tag.get("dir") == "auto") is None
    ]
    if page.title is not None and ARABIC.search(ISOLATED.sub("", page.title.text)):
        found.append(page.title.text)  # a browser's tab knows no elements
    controls = page.select('input[type="text"], input[type="search"], textarea')
    return found + [
        str(control)
        for control in controls
        if ARABIC.search(control.get("value", "") + control.get_text())
        and control.get("dir") != "auto"
    ]


class TestStrays:
    def test_a_text_without_a_direction_of_its_own_is_found(self):
        assert strays("<p>Hi مرحبا</p>") == ["Hi مرحبا"]
        assert len(strays('<input type="text" value="مرحبا">')) == 1
        assert strays('<p>Hi <bdi>مرحبا</bdi></p><h1 dir="auto"><b>مرحبا</b></h1>') == []
        assert strays("<p>Hi \u2068مرحبا\u2069</p><title>\u2068مرحبا\u2069 - X</title>") == []
        assert strays('<title dir="auto">مرحبا - X</title>') == ["مرحبا - X"]


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="ليلى", last_name="حداد", identifier="رقم 5")


@pytest.fixture
def carla(make_staff):
    return make_staff(name="كارلا رويز", roles=["admin", "agent", "csr"])


@pytest.fixture
def case(open_scope, make_account, make_case, ana, carla):
    """File a case whose every word runs from right to left, in a form whose words do."""
    everywhere = {
        (audience, screen): Grant(Access.EDIT) for audience in AUDIENCES for screen in SCREENS
    }
    with open_scope() as scope:
        form = scope.tenant.form("case")
        colour = FieldDefinition(
            key="colour",
            type="list",
            labels={"en": "لون"},
            helps={"en": "اختر لونا"},
            grants=everywhere,
            options=(Option(key="red", labels={"en": "أحمر"}),),
            filterable=True,
        )
        size = FieldDefinition(
            key="size", type="text", labels={"en": "مقاس"}, grants=everywhere, filterable=True
        )
        install_form(scope, "case", form.with_field(colour).with_field(size), "ملاحظة")
    members = {ana: {"can_create_for": True, "is_primary": True}}
    account_id = str(make_account(name="شركة النور", members=members).id)
    values = {"subject": SUBJECT, "message": WORDS, "colour": "red", "size": "كبير"}
    case = make_case(ana, actor=actor_of(ana), account=account_id, **values)
    with open_scope(actor=actor_of(carla, *STAFF)) as scope:
        add_note(scope, scope.session.merge(case, load=True), "<p>أهلا</p>")
    return case


class TestPages:
    def test_of_customers(self, case, ana, as_customer):
        portal, pages = as_customer(ana), {}
        for path in (
            *("/", "/cases", "/cases/new", "/profile"),
            *(f"/cases/{case.number}", f"/cases/{case.number}?tab=files"),
        ):
            pages[path] = portal.get(path).text
        assert {path: strays(page) for path, page in pages.items()} == {path: [] for path in pages}

    def test_of_a_refused_form(self, case, ana, as_customer):
        form = as_customer(ana).get("/cases/new").forms["case"]
        form["subject"], form["message"], form["size"] = SUBJECT, WORDS, "كبير"

        assert strays(form.submit("save", status=422).text) == []

    def test_of_staff(self, case, ana, carla, as_agent, as_admin):
        desk, admin, pages = as_agent(carla), as_admin(carla), {}
        for path in (
            *("/desk?view=all", f"/desk/new?contact={ana.id}", "/desk/new", "/staff/profile"),
            f"/desk/cases/{case.number}",
            f"/desk/cases/{case.number}?tab=activity",
        ):
            pages[path] = desk.get(path).text
        for path in (
            *("/admin/people", f"/admin/people/contacts/{ana.id}"),
            *("/admin/people/accounts", "/admin/people/staff"),
            *("/admin/audit", "/admin/fields/case", "/admin/fields/case/colour"),
            *("/admin/fields/case/colour/options", "/admin/fields/case/size/rules"),
            *("/admin/fields/case/versions", "/admin/fields/case/preview"),
        ):
            pages[path] = admin.get(path).text
        assert all(map(ARABIC.search, pages.values()))
        assert {path: strays(page) for path, page in pages.items()} == {path: [] for path in pages}
