from pyramid.view import view_config

from tests.functional.tables.shelf.table import BOOKS, PERMISSION

ROW = "core/tables/row.jinja2"


@view_config(route_name="shelf.books", renderer="core/tables/list.jinja2", permission=PERMISSION)
def list_books(request):
    return BOOKS.show_list(request)


@view_config(route_name="shelf.books_new", renderer=ROW, permission=PERMISSION, require_csrf=False)
def add_book(request):
    return BOOKS.add_row(request)


@view_config(route_name="shelf.books_edit", renderer=ROW, permission=PERMISSION, require_csrf=False)
def edit_book(request):
    return BOOKS.edit_row(request)


@view_config(route_name="shelf.books_delete", permission=PERMISSION, request_method="POST")
def delete_book(request):
    return BOOKS.delete_row(request)
