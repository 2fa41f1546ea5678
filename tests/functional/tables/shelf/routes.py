from tests.functional.tables.shelf.table import BOOKS


def includeme(config):
    BOOKS.add_routes(config, "/x/shelf/books")
