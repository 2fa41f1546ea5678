import colander

from core.errors import Refused
from core.web.tables import AdminTable
from tests.functional.tables.shelf.models import Book

PERMISSION = "shelf:change"
CHANGED = "shelf.changed"


class BookSchema(colander.MappingSchema):
    title = colander.SchemaNode(
        colander.String(), title="Title", validator=colander.Length(max=120)
    )
    language = colander.SchemaNode(
        colander.String(),
        title="Language",
        widget_name="list",
        options=(("en", "English"), ("es", "Spanish")),
        validator=colander.OneOf(["en", "es"]),
    )
    pages = colander.SchemaNode(colander.Integer(), title="Pages", missing=1)
    is_lent = colander.SchemaNode(colander.Boolean(), title="Lent", missing=False)


def shout(_scope, book):
    if book.title == "Forbidden":
        raise Refused("", {"title": "Not this one."})
    book.shouted = book.title.upper()


BOOKS = AdminTable(
    name="shelf.books",
    title="Books",
    model=Book,
    schema=BookSchema,
    permission=PERMISSION,
    columns=("title", "language", "is_lent"),
    before_save=shout,
    activity=CHANGED,
)
