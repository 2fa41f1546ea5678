"""One policy for every door: each field shows itself at each as it was granted, or not at all."""

from itertools import product

import pytest

from core.cases.models import Case
from core.fields.services.publishing import install_form
from core.testing.cases import actor_of
from fields_config.definition import Access, FieldDefinition, Grant

PLACES = (
    ("customer", "create"),
    ("customer", "detail"),
    ("agent", "create"),
    ("agent", "detail"),
)
GRANTS = (
    *product([Grant(access) for access in Access], repeat=4),
    *product([Grant(Access.EDIT), Grant(Access.EDIT, required=True)], repeat=4),
)
FIELDS = tuple(
    FieldDefinition(
        key=f"matrix_{number:03}",
        type="text",
        labels={"en": f"Matrix {number:03}"},
        grants=dict(zip(PLACES, grants, strict=True)),
        filterable=True,
    )
    for number, grants in enumerate(GRANTS)
)


def value_of(field):
    return f"<{field.key}> & more"


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture
def case(open_scope, make_case, ana):
    """Publish a form with a field for every way to grant one, and file a case that has them all."""
    with open_scope() as scope:
        form = scope.tenant.form("case")
        for field in FIELDS:
            form = form.with_field(field)
        install_form(scope, "case", form)
    asked = [field for field in FIELDS if field.grant("customer", "create").access is Access.EDIT]
    given = {field.key: value_of(field) for field in asked}
    case = make_case(ana, actor=actor_of(ana), **given)
    with open_scope() as scope:
        found = scope.session.get(Case, (scope.tenant_id, case.id))
        found.custom = {field.key: value_of(field) for field in FIELDS}
    return case


@pytest.fixture
def pages(case, ana, as_customer, as_agent):
    """Return the pages of every door: (audience, screen) -> its pages."""
    portal, desk = as_customer(ana), as_agent()
    return {
        ("customer", "create"): (portal.get("/cases/new"),),
        ("customer", "detail"): (portal.get(f"/cases/{case.number}"), portal.get("/cases?tab=all")),
        ("agent", "create"): (desk.get(f"/desk/new?contact={ana.id}"),),
        ("agent", "detail"): (desk.get(f"/desk/cases/{case.number}"), desk.get("/desk?view=all")),
    }


def outcome(field, form_page, *list_pages):
    """Return how a field shows: its access, whether it is required, and whether lists have it."""
    (control, *_others) = [*form_page.html.select(f'main [name="{field.key}"]'), None]
    control = control or form_page.html.select_one(f'aside [name="{field.key}"]')
    said = form_page.html.get_text()
    if control is not None:
        access = Access.EDIT
    else:
        access = Access.VIEW if field.labels["en"] in said else Access.HIDDEN
    in_lists = [page.html.select(f'[name="f-{field.key}"]') != [] for page in list_pages]
    return access, control is not None and control.has_attr("required"), in_lists


@pytest.mark.req("X-01", "D-04", "AT-05")
def test_a_field_is_what_was_granted_wherever_it_could_show(pages):
    cells = 0
    for place, (form_page, *list_pages) in pages.items():
        for field in FIELDS:
            grant = field.grant(*place)
            listed = [grant.access is not Access.HIDDEN] * len(list_pages)
            assert outcome(field, form_page, *list_pages) == (grant.access, grant.required, listed)
            if grant.access is Access.HIDDEN:
                for page in (form_page, *list_pages):
                    assert field.key not in page.text
                    assert field.labels["en"] not in page.text
            elif place[1] == "detail":
                assert field.key in form_page.text
            cells += 1 + len(list_pages)
    assert cells >= 500


@pytest.mark.req("X-01")
@pytest.mark.parametrize("access", [Access.HIDDEN, Access.VIEW])
def test_what_can_not_be_edited_can_not_be_written(case, ana, as_customer, open_scope, access):
    portal = as_customer(ana)
    form = portal.get(f"/cases/{case.number}").forms["properties"]
    smuggled = next(f for f in FIELDS if f.grant("customer", "detail").access is access)

    portal.post(form.action, [*form.submit_fields("save"), (smuggled.key, "mine")], status="*")

    with open_scope() as scope:
        found = scope.session.get(Case, (scope.tenant_id, case.id))
        assert found.custom[smuggled.key] == value_of(smuggled)


@pytest.mark.req("X-01", "BA-P-28")
@pytest.mark.parametrize("key", ["product", "status", "channel"])
@pytest.mark.parametrize("access", [Access.HIDDEN, Access.VIEW])
def test_what_is_hidden_is_not_found_by_searching(
    ana, make_case, as_customer, as_agent, open_scope, key, access
):
    with open_scope() as scope:
        form = scope.tenant.form("case")
        field = form.field(key).with_grant("customer", "detail", Grant(access))
        install_form(scope, "case", form.with_field(field))
    label = {"product": "Invoice", "status": "In progress", "channel": "Telephone"}[key]
    given = {"product": "general/problem/billing", "status": "in_progress", "channel": "phone"}
    make_case(ana, **given)

    by_customer = as_customer(ana).get("/cases", {"tab": "all", "q": label})
    by_agent = as_agent().get("/desk", {"view": "all", "q": label})

    found = len(by_customer.html.select("#cases tbody th"))
    assert found == (0 if access is Access.HIDDEN else 1)
    assert len(by_agent.html.select("#cases tbody th")) == 1


@pytest.mark.req("X-01")
def test_a_filter_that_is_hidden_is_one_that_never_was(case, ana, as_customer):
    portal = as_customer(ana)
    hidden = next(f for f in FIELDS if f.grant("customer", "detail").access is Access.HIDDEN)

    by_hidden, by_unknown = (
        portal.get("/cases", {"tab": "all", f"f-{key}": value_of(hidden)})
        for key in (hidden.key, "nobody_knows")
    )

    for page in (by_hidden, by_unknown):
        assert len(page.html.select("#cases tbody th")) == 1
        told = [one.get_text(strip=True) for one in page.html.select("#cases [role=status]")]
        assert told == ["Part of this address is not known here and was left out."]


@pytest.mark.req("X-01")
def test_agents_do_not_search_in_what_is_hidden_from_them(ana, make_case, as_agent, open_scope):
    places = dict.fromkeys(PLACES, Grant(Access.EDIT))
    with open_scope() as scope:
        form = scope.tenant.form("case")
        for key, access in (("seen", Access.VIEW), ("unseen", Access.HIDDEN)):
            grants = {**places, ("agent", "detail"): Grant(access)}
            form = form.with_field(
                FieldDefinition(
                    key=key, type="text", labels={"en": key}, grants=grants, searchable=True
                )
            )
        install_form(scope, "case", form)
    make_case(ana, seen="Zaragoza", unseen="Cartagena")
    desk = as_agent()

    found = {
        word: len(desk.get("/desk", {"view": "all", "q": word}).html.select("#cases tbody th"))
        for word in ("zaragoza", "cartagena")
    }

    assert found == {"zaragoza": 1, "cartagena": 0}
