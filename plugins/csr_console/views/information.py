"""The tab with what is known of a customer: read, and changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError
from core.plugin.api.pages import (
    cached_form,
    draw_actions,
    form_from_definition,
    handle_edit,
    read_id,
)
from core.plugin.api.people import (
    accounts_of,
    add_membership,
    change_account,
    change_contact,
    filed,
    filed_account,
    form_with_name,
    get_account,
    list_accounts,
)
from plugins.csr_console.permissions import CHANGE, USE
from plugins.csr_console.services.information import PROFILE, list_sheets
from plugins.csr_console.services.interactions import current, refusal
from plugins.csr_console.views.frame import around, customer_of, refuse
from plugins.csr_console.views.guides import add_account_action, guide_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api.pages import CachedForm, FormView, Request
    from core.plugin.api.people import Contact, Filed

_ = TranslationStringFactory("csr_console")

SAVE = (("save", _("Save")),)
FOUND = 20


@view_config(
    route_name="csr_console.customer",
    permission=USE.name,
    request_method="GET",
    renderer="csr_console/customer.jinja2",
)
def show_customer(request: Request) -> dict[str, Any]:
    """Show what is known of a customer."""
    return _page(request, customer_of(request))


@view_config(
    route_name="csr_console.edit",
    permission=USE.name,
    renderer="csr_console/customer.jinja2",
    require_csrf=False,
)
def edit_customer(request: Request) -> Any:
    """Change the profile or an account on the tab itself."""
    request.scope.require(CHANGE)
    contact = customer_of(request)
    refused = refuse(request, contact, "edit")
    if refused is not None:
        return refused
    part = request.matchdict["part"]
    return _edit_profile(request, contact) if part == PROFILE else _edit_account(request, contact)


@view_config(
    route_name="csr_console.add_account",
    permission=USE.name,
    renderer="csr_console/add_account.jinja2",
)
def add_account(request: Request) -> Any:
    """Find an account, and add it to those that the customer has in the portal."""
    request.scope.require(CHANGE)
    contact, scope = customer_of(request), request.scope
    refused = refuse(request, contact, "add_account")
    if refused is not None:
        return refused
    if request.method == "POST":
        account = get_account(scope, read_id(request.typed("_account")))
        add_membership(scope, contact.id, account.id, can_view_cases=True, can_create_for=True)
        request.flash_message("success", _("${name} is added.", mapping={"name": account.name}))
        return _to(request, contact)
    text = request.GET.get("text", "")[:200]
    held = {one.account_id for one in accounts_of(scope, contact.id)}
    found = list_accounts(scope, text, size=FOUND) if text.strip() else []
    return {
        **around(request, contact),
        "text": text,
        "accounts": [one for one in found if one.id not in held],
    }


def _edit_profile(request: Request, contact: Contact) -> Any:
    known = filed(request.scope, contact)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        change_contact(request.scope, contact, values, version=contact.version)
        return _saved(request, contact)

    return _handle(request, contact, known, save)


def _edit_account(request: Request, contact: Contact) -> Any:
    account_id = read_id(request.matchdict["part"])
    if account_id not in {one.account_id for one in accounts_of(request.scope, contact.id)}:
        raise NotFoundError(str(account_id))
    account = get_account(request.scope, account_id)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        change_account(request.scope, account, values, version=account.version)
        return _saved(request, contact)

    return _handle(request, contact, filed_account(request.scope, account), save)


def _handle(request: Request, contact: Contact, known: Filed, save: Any) -> Any:
    return handle_edit(
        request,
        _form(request, known),
        save,
        render=lambda view: _page(request, contact, view),
        current=known.values,
    )


def _form(request: Request, known: Filed) -> CachedForm:
    """Return the tenant's form for staff, cached per version and language."""
    scope = request.scope
    form, own = form_with_name(scope, known)
    return cached_form(
        scope,
        f"console-{known.key}{own}",
        lambda: form_from_definition(
            scope.tenant, form, "agent", "detail", scope.locale, buttons=SAVE, form_id="customer"
        ),
    )


def _page(request: Request, contact: Contact, form: FormView | None = None) -> dict[str, Any]:
    """Return what the tab needs; with a form, in the place of what it changes."""
    scope = request.scope
    interaction = current(scope, contact.id)
    may_edit = scope.actor.may(CHANGE) and not refusal(scope, contact.id, "edit")
    values = {
        **around(request, contact),
        "sheets": list_sheets(scope, contact),
        "may_edit": may_edit,
        "edited": request.matchdict.get("part", ""),
        "account_actions": draw_actions(request, [add_account_action(scope, contact)]),
        "guide": guide_of(request, contact, interaction),
    }
    return values if form is None else {**values, "form": form}


def _saved(request: Request, contact: Contact) -> HTTPSeeOther:
    request.flash_message("success", _("Saved."))
    return _to(request, contact)


def _to(request: Request, contact: Contact) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("csr_console.customer", id=contact.id))
