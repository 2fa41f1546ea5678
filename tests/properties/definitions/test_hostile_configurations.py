"""A configuration is refused with its place, or every page of the tenant still answers."""

import copy
from contextlib import suppress

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import VentanillaError
from core.presets.document import read_configuration
from core.presets.services import export_config, import_config
from tests.properties.strategies import STEADY

ODD = (
    *(None, True, False, 0, -1, 1, 2**63, 1e308, 10.5, "", " ", "1e30", "10,5", "31/12/2026"),
    *("pesos", "México", "id", "csrf_token", "a" * 5000, "{{ 7 }}", "%s ${label}", "<b>", "../x"),
    *([], {}, [[]], [None], {"a": {"b": []}}, ["x"] * 300, [{}], "status", "edit+required"),
)
EXTRA = {
    "validation": [
        *({"min": "1e30"}, {"min": 10, "max": 5}, {"max_length": 0}, {"mask": "[" * 60}),
        *({"decimals": 10**9}, {"currency": "pesos"}, {"region": "México"}, {"min": "31/12/2026"}),
    ],
    "default": ["x", 5, ["a", "b"], True, "2026-12-31"],
    "type": ["number", "integer", "date", "money", "tree", "multilist", "boolean", "file", "x.y"],
    "key": ["csrf_token", "id", "version", "new", "A b"],
    "options": [[{"key": "a"}], [{"key": "a", "options": [{"key": "a"}]}]],
    "levels": [[{}], [{"es": "x"}] * 9],
    "position": [2**53, -(2**53), 1.5],
}
AMOUNT = """
key: amount
type: money
labels: {en: Amount}
helps: {en: How much}
grants: {customer: {create: edit}, agent: {detail: edit}}
validation: {min: 1}
default: "5.00"
"""
RULE = """
when: {field: amount, operator: equals, value: 5}
effect: show
field: cc
"""
PAGES = {
    "customer": ("/", "/cases/new", "/cases", "/profile"),
    "admin": ("/desk", "/admin/fields/case", "/admin/fields/case/review", "/admin/organisation"),
}


def places(value, path=()):
    """Yield the path of everything in a document."""
    yield path
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(one, (*path, name))


def changed(document, path, odd):
    made = copy.deepcopy(document)
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = odd
    return made


@pytest.fixture
def document(platform):
    with platform.scope("acme", reading=True) as scope:
        exported = export_config(scope)
    field = yaml.safe_load(AMOUNT)
    rule = yaml.safe_load(RULE)
    case = exported["forms"]["case"]
    case["fields"].append(field)
    case["rules"].append(rule)
    return exported


class TestHostileConfigurations:
    def test_each_is_refused_with_its_place_or_every_page_answers(
        self, platform, document, as_customer, as_admin
    ):
        found = [path for path in places(document) if path]
        # What a form is made of comes first; of texts in six languages, a few are enough.
        paths = [p for p in found if p[0] != "forms" or not {"labels", "helps"} & {*p}]
        people = {"customer": as_customer(), "admin": as_admin()}

        @settings(
            STEADY,
            max_examples=40,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
        @given(st.sampled_from(paths), st.data())
        def attempt(path, data):
            odd = data.draw(st.sampled_from([*ODD, *EXTRA.get(path[-1], ())]))
            text = yaml.safe_dump(changed(document, path, odd))
            with suppress(VentanillaError), platform.scope("acme") as scope:
                import_config(scope, read_configuration(text))
            for person, pages in PAGES.items():
                for page in pages:
                    answer = people[person].get(page, status=(200, 303, 404))
                    if page == "/cases/new" and "case" in answer.forms:
                        answer.forms["case"].submit(status=(200, 303, 422))

        attempt()
