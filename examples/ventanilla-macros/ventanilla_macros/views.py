"""The pages for administrators."""

from __future__ import annotations

from typing import Any

from pyramid.view import view_config

from core.plugin.api.pages import Request
from ventanilla_macros.permissions import EDIT
from ventanilla_macros.table import MACROS

ROW = "core/tables/row.jinja2"


@view_config(route_name="macros.macros", renderer="core/tables/list.jinja2", permission=EDIT)
def list_macros(request: Request) -> dict[str, Any]:
    return MACROS.show_list(request)


@view_config(route_name="macros.macros_new", renderer=ROW, permission=EDIT, require_csrf=False)
def add_macro(request: Request) -> Any:
    return MACROS.add_row(request)


@view_config(route_name="macros.macros_edit", renderer=ROW, permission=EDIT, require_csrf=False)
def edit_macro(request: Request) -> Any:
    return MACROS.edit_row(request)


@view_config(route_name="macros.macros_delete", permission=EDIT, request_method="POST")
def delete_macro(request: Request) -> Any:
    return MACROS.delete_row(request)
