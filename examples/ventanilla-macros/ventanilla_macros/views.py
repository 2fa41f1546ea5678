"""The pages for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.pages import (
    cached_form,
    form_from_schema,
    handle_edit,
    handle_form,
    read_id,
)
from ventanilla_macros import services
from ventanilla_macros.permissions import EDIT
from ventanilla_macros.schemas import MacroSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.pages import CachedForm, Request
    from ventanilla_macros.models import Macro

_ = TranslationStringFactory("macros")

PAGE = "macros/macro.jinja2"


@view_config(
    route_name="macros.list", renderer="macros/list.jinja2", permission=EDIT, request_method="GET"
)
def list_macros(request: Request) -> dict[str, Any]:
    return {"macros": services.list_macros(request.scope)}


@view_config(route_name="macros.add", renderer=PAGE, permission=EDIT)
def add_macro(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Show an empty form, or keep what was sent."""
    scope = request.scope

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        services.add_macro(scope, values["title"], values["html"])
        return _to_list(request)

    return handle_form(
        request, macro_form(scope), save, render=lambda form: {"form": form, "macro": None}
    )


@view_config(route_name="macros.edit", renderer=PAGE, permission=EDIT)
def edit_macro(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Show a macro, or save what was changed of it."""
    scope = request.scope
    macro = _macro(request)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        services.change_macro(scope, macro, values["title"], values["html"])
        return _to_list(request)

    return handle_edit(
        request,
        macro_form(scope),
        save,
        render=lambda form: {"form": form, "macro": macro},
        current={"title": macro.title, "html": macro.html},
        is_whole=True,
    )


@view_config(route_name="macros.remove", permission=EDIT, request_method="POST")
def remove_macro(request: Request) -> HTTPSeeOther:
    services.remove_macro(request.scope, _macro(request))
    request.flash_message("success", _("The macro is removed."))
    return HTTPSeeOther(request.route_path("macros.list"))


def macro_form(scope: Scope) -> CachedForm:
    return cached_form(
        scope,
        "macros.macro",
        lambda: form_from_schema(
            MacroSchema(), scope.translator, buttons=(("save", _("Save")),), form_id="macro"
        ),
    )


def _macro(request: Request) -> Macro:
    return services.get_macro(request.scope, read_id(request.matchdict["id"]))


def _to_list(request: Request) -> HTTPSeeOther:
    request.flash_message("success", _("The macro is saved."))
    return HTTPSeeOther(request.route_path("macros.list"))
