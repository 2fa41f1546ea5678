"""Accounts: the organisations that contacts belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.views.frame import id_of, next_url, page_after, unheeded_words
from core.identity.services.accounts import (
    change_account,
    create_account,
    get_account,
    list_accounts,
)
from core.people.schemas import account_schema
from core.web.forms import CachedForm, form_from_schema, handle_edit, handle_form
from core.web.request import Request

_ = TranslationStringFactory("core")

SIZE = 25
SAVE = (("save", _("Save")),)


@view_config(
    route_name="core.accounts",
    permission="contacts:read",
    renderer="core/people/accounts.jinja2",
)
def show_accounts(request: Request) -> dict[str, Any]:
    """List accounts; a search narrows the list."""
    text = request.GET.get("text", "")
    rows = list_accounts(request.scope, text, after=page_after(request), size=SIZE)
    return {
        "rows": rows,
        "text": text,
        "unheeded": unheeded_words(request, text),
        "next_url": next_url(request, rows, SIZE, rows[-1][0] if rows else None),
    }


@view_config(
    route_name="core.account_new",
    permission="contacts:change",
    renderer="core/people/person.jinja2",
    require_csrf=False,
)
def add_account(request: Request) -> Any:
    """Add an account."""

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        create_account(request.scope, values)
        request.flash_message("success", _("The account is added."))
        return HTTPSeeOther(request.route_path("core.accounts"))

    return handle_form(
        request,
        _form(request),
        add,
        render=lambda view: {"form": view, "title": request.scope.translate(_("New account"))},
    )


@view_config(
    route_name="core.account",
    permission="contacts:change",
    renderer="core/people/person.jinja2",
    require_csrf=False,
)
def edit_account(request: Request) -> Any:
    """Change an account."""
    account = get_account(request.scope, id_of(request))

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        change_account(request.scope, account, values)
        request.flash_message("success", _("Saved."))
        return HTTPSeeOther(request.route_path("core.accounts"))

    current = {
        "name": account.name,
        "legal_name": account.legal_name,
        "number": account.number,
    }
    return handle_edit(
        request,
        _form(request),
        save,
        render=lambda view: {"form": view, "title": account.name},
        current=current,
    )


def _form(request: Request) -> CachedForm:
    translator = request.scope.translator
    return form_from_schema(account_schema(), translator, buttons=SAVE, form_id="account")
