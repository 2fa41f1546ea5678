import colander
import pytest

from fields_config.definition import Access, FieldDefinition, FormDefinition, Grant, Option
from fields_config.types import TYPES


@pytest.fixture
def make_field():
    """Make a field; it can be edited by everyone everywhere unless grants say otherwise."""

    def make(key="reference", kind="text", *, required=False, **rest):
        grant = Grant(Access.EDIT, required)
        everywhere = {
            (audience, screen): grant
            for audience in ("customer", "agent")
            for screen in ("create", "detail")
        }
        rest = {"labels": {"en": key.title()}, "grants": everywhere, **rest}
        return FieldDefinition(key=key, type=kind, **rest)

    return make


@pytest.fixture
def make_form():
    def make(*fields, rules=(), sections=()):
        return FormDefinition("case", tuple(fields), tuple(rules), tuple(sections))

    return make


@pytest.fixture
def read(make_field):
    """Read a value as a field of some type would; a refusal comes back as its sentence."""

    def read_value(kind, value, language="en", **rest):
        node = TYPES[kind].node(make_field(kind=kind, **rest), language)
        try:
            return node.deserialize(value)
        except colander.Invalid as refusal:
            raise AssertionError(refusal.msg.interpolate()) from refusal

    return read_value


@pytest.fixture
def refusal(make_field):
    """Return the sentence with which a field refuses a value."""

    def refuse(kind, value, language="en", **rest):
        node = TYPES[kind].node(make_field(kind=kind, **rest), language)
        with pytest.raises(colander.Invalid) as caught:
            node.deserialize(value)
        return caught.value.msg.interpolate()

    return refuse


@pytest.fixture
def tree():
    """Two products; printers have reasons below them, one of which is switched off."""
    return (
        Option(
            key="printer",
            labels={"en": "Printer", "es": "Impresora"},
            options=(
                Option(key="paper", labels={"en": "Paper", "es": "Papel"}),
                Option(key="fire", labels={"en": "Fire", "es": "Fuego"}, active=False),
            ),
        ),
        Option(key="phone", labels={"en": "Phone", "es": "Teléfono"}),
    )
