"""Two tenants whose cases could be mistaken for each other's, with fields of every kind."""

from dataclasses import replace

import pytest

from core.cases.web.filter_controls import PREFIX
from core.fields.services.publishing import install_form
from core.testing.cases import actor_of
from fields_config.definition import FieldDefinition, Option
from fields_config.types import TYPES
from tests.support.grants import EVERYWHERE

LANGUAGES = ("es", "en", "pt", "fr", "de", "it")
# As each type stores it.
STORED = {
    "text": "words",
    "textarea": "words",
    "richtext": "<p>words</p>",
    "integer": 7,
    "decimal": "1.50",
    "percent": "50",
    "money": "99.90",
    "boolean": True,
    "date": "2026-02-03",
    "datetime": "2026-02-03T04:05",
    "time": "04:05",
    "email": "a@b.example",
    "emails": ["a@b.example"],
    "phone": "+573001234567",
    "url": "https://example.org/",
    "list": "two",
    "multilist": ["two"],
    "tree": "one/two",
}
TWO = Option(key="two", labels=dict.fromkeys(LANGUAGES, "Two"))
ONE = Option(key="one", labels=dict.fromkeys(LANGUAGES, "One"), options=(TWO,))


def field_of(kind):
    """Return a field of that type which everybody may see and filter by."""
    options = {"tree": (ONE,), "list": (TWO,), "multilist": (TWO,)}.get(kind, ())
    return FieldDefinition(
        key=f"own_{kind}",
        type=kind,
        labels=dict.fromkeys(LANGUAGES, kind),
        grants=EVERYWHERE,
        options=options,
        filterable=True,
    )


KINDS = [kind for kind in TYPES if TYPES[kind].filter != "none"]
PARAMETERS = (
    *("q", "status", "tab", "view", "account", "after", "before"),
    *(f"{PREFIX}own_{kind}" for kind in KINDS),
    *(f"{PREFIX}{key}" for key in ("product", "priority", "channel", "contact", "assignee")),
)


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


def with_fields(form):
    for kind in KINDS:
        form = form.with_field(field_of(kind))
    return form


@pytest.fixture
def _every_field(open_scope):
    with open_scope() as scope:
        install_form(scope, "case", with_fields(scope.tenant.form("case")))


@pytest.fixture
def with_every_field():
    """The same scope, for a tenant whose form has a field of every kind."""

    def change(scope):
        tenant = scope.tenant
        published = tenant.forms["case"]
        changed = replace(published, definition=with_fields(published.definition))
        forms = {**tenant.forms, "case": changed}
        choices = replace(tenant.choices, forms=forms, cache={})
        return replace(scope, tenant=replace(tenant, choices=choices))

    return change


@pytest.fixture
def own_numbers(_every_field, make_case, make_contact, ana):
    """Cases of Ana's, with a value in each field, beside those of others."""
    values = {f"own_{kind}": value for kind, value in STORED.items()}
    stranger = make_contact(slug="globex")
    others = [make_contact(first_name="Bruno") for _ in range(2)]
    numbers = set()
    for turn in range(3):
        make_case(others[turn % 2], subject="Of another person", **values)
        make_case(stranger, slug="globex", subject="Of another house")
        numbers.add(make_case(ana, subject=f"Own {turn}", **values).number)
    return numbers


class Readers:
    """Those who search: the owner, somebody else, an agent, and all of another house."""

    def __init__(self, scope, other_scope, people):
        self._scope = scope
        self.elsewhere = other_scope
        self._people = people

    def __getitem__(self, name):
        return self._scope.acting_as(self._people[name])

    def undone(self):
        """Begin what is taken back when the block ends."""
        return self._scope.session.begin_nested()


@pytest.fixture
def readers(scope, other_scope, ana, make_contact, make_staff):
    people = {
        "ana": actor_of(ana),
        "bruno": actor_of(make_contact(first_name="Bruno")),
        "eva": actor_of(make_staff(name="Eva"), "cases:read"),
    }
    return Readers(scope, other_scope, people)
