"""Generated definitions and generated input, from the reasonable to the absurd."""

import colander
from hypothesis import strategies as st

from fields_config.conditions import EFFECTS, OPERATORS
from fields_config.definition import (
    AUDIENCES,
    SCREENS,
    Access,
    AllOf,
    AnyOf,
    Condition,
    FieldDefinition,
    FormDefinition,
    Grant,
    Option,
    Rule,
    Section,
)
from fields_config.types import TYPES

KEYS = ("alpha", "beta", "gamma", "delta", "epsilon")
OPTION_KEYS = ("one", "two", "three")

audiences = st.sampled_from(AUDIENCES)
screens = st.sampled_from(SCREENS)
languages = st.sampled_from(("en", "es", "pt", "fr", "de", "it", "xx"))
storable = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20
)
texts = st.dictionaries(st.sampled_from(("en", "es", "de")), storable, max_size=3)
paths = st.lists(st.sampled_from(OPTION_KEYS), min_size=1, max_size=3).map("/".join)
numbers = st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9, allow_nan=False)
plain = st.none() | st.booleans() | numbers | storable | st.lists(storable, max_size=3)


@st.composite
def levels_of_options(draw, depth=3):
    """Draw siblings with unique keys, and some levels below them."""
    return tuple(
        Option(
            key=key,
            labels=draw(texts),
            active=draw(st.sampled_from((True, True, False))),
            default=draw(st.booleans()),
            options=draw(levels_of_options(depth - 1)) if depth > 1 else (),
        )
        for key in OPTION_KEYS[: draw(st.integers(0, len(OPTION_KEYS)))]
    )


options = levels_of_options()
places = tuple((audience, screen) for audience in AUDIENCES for screen in SCREENS)
grant = st.builds(Grant, st.sampled_from(Access), st.booleans())
grants = st.lists(st.none() | grant, min_size=len(places), max_size=len(places)).map(
    lambda drawn: {place: one for place, one in zip(places, drawn, strict=True) if one}
)
editable = st.lists(
    st.builds(Grant, st.just(Access.EDIT), st.sampled_from((False, False, True))),
    min_size=len(places),
    max_size=len(places),
).map(lambda drawn: dict(zip(places, drawn, strict=True)))

validations = st.dictionaries(
    st.sampled_from(
        (
            *("min", "max", "min_length", "max_length", "max_items", "max_files", "decimals"),
            *("mask", "region", "currency", "color"),
        )
    ),
    plain | st.sampled_from(("AA-99", "CO", "COP", "2026-01-01", "10.5")),
    max_size=3,
)


def fields(key, grants=grants):
    return st.builds(
        FieldDefinition,
        key=st.just(key),
        type=st.sampled_from((*TYPES, "weather.sky")),
        labels=texts,
        helps=texts,
        section=st.sampled_from(("", "first", "second")),
        position=st.integers(-5, 5),
        default=plain,
        grants=grants,
        options=options,
        levels=st.lists(texts, max_size=2).map(tuple),
        validation=validations,
        filterable=st.booleans(),
        active=st.sampled_from((True, True, False)),
        system=st.booleans(),
        pinned=st.frozensets(st.sampled_from(("active", "options")), max_size=2),
    )


whens = st.recursive(
    st.builds(
        Condition,
        st.sampled_from((*KEYS, "unknown")),
        st.sampled_from(OPERATORS),
        plain | paths,
    ),
    lambda inner: (
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=4,
)

rules = st.builds(
    Rule,
    whens,
    st.sampled_from(EFFECTS),
    st.sampled_from((*KEYS, "unknown")),
    st.lists(paths, max_size=3).map(tuple),
)


@st.composite
def forms(draw):
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=5, unique=True))
    return FormDefinition(
        draw(st.sampled_from(("case", "contact", "account"))),
        tuple(draw(fields(key)) for key in keys),
        tuple(draw(st.lists(rules, max_size=5))),
        (Section("first", {"en": "First"}), Section("second", {"en": "Second"})),
    )


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.binary(max_size=5)
    | paths
    | st.sampled_from(("2026-02-30", "1.234,5", "a@b.co", "https://[", "\ud800", "<b><p>", "10e9"))
    | st.just(colander.null),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=6,
)

cstructs = st.dictionaries(st.sampled_from((*KEYS, "unknown", "_token")), anything)

LIKELY = {
    "text": st.sampled_from(("one", " Contrato 7 ", "a\r\nb", "ñ" * 300)),
    "textarea": st.sampled_from(("one", "two\r\nlines\t")),
    "richtext": st.sampled_from(("<p>one</p>", "<p>&nbsp;</p>", "a < b &amp; c", "<b><p>")),
    "integer": st.integers(-5, 5) | st.sampled_from(("7", "1.000", "+3")),
    "decimal": st.sampled_from(("1.5", "1,5", "-0", 2.25)),
    "percent": st.sampled_from(("50", "12.5", "101")),
    "money": st.sampled_from(("1.000,50", "99.90", "0")),
    "date": st.dates().map(str),
    "datetime": st.datetimes().map(lambda moment: moment.isoformat("T", "minutes")),
    "time": st.times().map(lambda moment: moment.isoformat("minutes")),
    "email": st.sampled_from(("ana@demo.example", "ana")),
    "emails": st.sampled_from(("a@b.co, c@d.co", ["a@b.co"], "a@b.co c")),
    "phone": st.sampled_from(("+57 300 123 4567", "300 123 4567", "1")),
    "url": st.sampled_from(("example.org", "https://a.b/c?d", "ftp://x")),
    "boolean": st.sampled_from(("true", "false", True, "on")),
    "list": st.sampled_from(OPTION_KEYS),
    "multilist": st.lists(st.sampled_from(OPTION_KEYS), max_size=3),
    "tree": paths,
    "file": st.lists(st.sampled_from(("f1", "f2", "f3")), max_size=3),
    "account": st.sampled_from(("a1", "a 1")),
    "contact": st.just("c1"),
}


@st.composite
def filled_forms(draw):
    """Draw a form, who fills it in on which screen, and input that mostly fits."""
    audience, screen = draw(audiences), draw(screens)
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
    grants_of = st.sampled_from((editable, editable, editable, grants))
    form = FormDefinition(
        "case",
        tuple(draw(fields(key, draw(grants_of))) for key in keys),
        tuple(draw(st.lists(rules, max_size=2))),
    )
    sent = {}
    for field in form.active_fields():
        likely = LIKELY.get(field.type)
        offered = field.grant(audience, screen).access is Access.EDIT
        luck = draw(st.integers(0, 19))
        if likely is not None and offered and luck:
            sent[field.key] = draw(likely)
        elif luck == 1:
            sent[field.key] = draw(anything)
    return form, audience, screen, sent
