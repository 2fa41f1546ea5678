"""Fields for a generated matrix: one for every way to grant it, and what a page says of each."""

from itertools import product

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


def shown_on(page):
    """Return how each field shows on a page that is a form."""
    said = page.html.get_text()
    found = {}
    for field in FIELDS:
        control = page.html.select_one(f':is(main, aside) [name="{field.key}"]')
        is_edited = control is not None
        found[field.key] = {
            "visible": is_edited or field.labels["en"] in said,
            "editable": is_edited,
            "required": is_edited and control.has_attr("required"),
        }
        if not found[field.key]["visible"]:
            assert field.key not in page.text
    return found


def check_cells(said, place):
    """Compare what a door says of each field at a place with what is granted; count them."""
    for field in FIELDS:
        grant = field.grant(*place)
        granted = {
            "visible": grant.visible,
            "editable": grant.access is Access.EDIT,
            "required": grant.state == "required",
        }
        told = said[field.key]
        assert told == {name: granted[name] for name in told}, (place, field.key)
    return len(FIELDS)


def with_matrix(form):
    """Return a form with a field for every way to grant one."""
    for field in FIELDS:
        form = form.with_field(field)
    return form
