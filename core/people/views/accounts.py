"""Accounts: the organisations that contacts belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.views.frame import id_of, next_url, page_after, unheeded_words
from core.fields.services.accounts import filed_account
from core.fields.services.contacts import past_answers
from core.identity.services.accounts import (
    change_account,
    create_account,
    get_account,
    list_accounts,
)
from core.people.views.forms import staff_form
from core.web.forms import handle_edit, handle_form
from core.web.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.identity.models.account import Account

_ = TranslationStringFactory("core")

SIZE = 25


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
        "next_url": next_url(request, rows, SIZE, rows[-1].id if rows else None),
    }


@view_config(
    route_name="core.account_new",
    permission="contacts:change",
    renderer="core/people/person.jinja2",
    require_csrf=False,
)
def add_account(request: Request) -> Any:
    """Add an account by the tenant's own form."""

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        account = create_account(request.scope, values)
        request.flash_message("success", _("The account is added."))
        return _to(request, account)

    return handle_form(
        request,
        staff_form(request, "account", "create"),
        add,
        render=lambda view: {"form": view, "title": request.scope.translate(_("New account"))},
    )


@view_config(
    route_name="core.account",
    permission="contacts:change",
    renderer="core/people/account.jinja2",
    require_csrf=False,
)
def edit_account(request: Request) -> Any:
    """Show and change an account."""
    account = get_account(request.scope, id_of(request))
    known = filed_account(request.scope, account)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        change_account(request.scope, account, values, version=account.version)
        request.flash_message("success", _("Saved."))
        return _to(request, account)

    return handle_edit(
        request,
        staff_form(request, "account", "detail", known),
        save,
        render=lambda view: {
            "form": view,
            "account": account,
            "past": past_answers(request.scope, known),
        },
        current=known.values,
    )


def _to(request: Request, account: Account) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("core.account", id=account.id))
