"""Contacts, as staff keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.views.frame import id_of, next_url, page_after, unheeded_words
from core.fields.services.contacts import filed, past_answers
from core.identity.services.accounts import (
    AccountRow,
    accounts_of,
    add_membership,
    change_membership,
    get_account,
    get_membership,
    list_accounts,
    remove_membership,
)
from core.identity.services.bounces import end_bounces
from core.identity.services.contacts import (
    change_contact,
    create_contact,
    get_contact,
    list_contacts,
)
from core.people.schemas import MEMBERS_MAY, grants_schema, membership_schema
from core.people.services.locking import summarise_lock
from core.people.views.forms import SAVE, staff_form
from core.web.forms import form_from_schema, handle_edit, handle_form
from core.web.request import Request
from core.web.routing import read_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.identity.models.contact import Contact

_ = TranslationStringFactory("core")

SIZE = 25
JOIN = (("join", _("Save membership")),)
STATUS = {
    "not_enrolled": (_("No portal access"), "closed"),
    "pending": (_("Address not verified"), "waiting"),
    "enrolled": (_("Uses the portal"), "good"),
    "temporarily_locked": (_("Temporarily locked"), "bad"),
    "permanently_locked": (_("Permanently locked"), "bad"),
    "hidden": (_("Hidden"), "closed"),
}


@view_config(
    route_name="core.people",
    permission="contacts:read",
    renderer="core/people/contacts.jinja2",
)
def show_contacts(request: Request) -> dict[str, Any]:
    """List contacts; a search narrows the list."""
    text = request.GET.get("text", "")
    rows = list_contacts(request.scope, text, after=page_after(request), size=SIZE)
    return {
        "rows": rows,
        "text": text,
        "unheeded": unheeded_words(request, text),
        "status": _statuses(request),
        "next_url": next_url(request, rows, SIZE, rows[-1].id if rows else None),
    }


@view_config(
    route_name="core.contact_new",
    permission="contacts:change",
    renderer="core/people/person.jinja2",
    require_csrf=False,
)
def add_contact(request: Request) -> Any:
    """Add a contact by the tenant's own form; a mail verifies the address."""

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        contact = create_contact(request.scope, values, by_self=False)
        request.flash_message("success", _("The contact is added."))
        return HTTPSeeOther(request.route_path("core.contact", id=contact.id))

    return handle_form(
        request,
        staff_form(request, "contact", "create"),
        add,
        render=lambda view: {
            "form": view,
            "title": request.scope.translate(_("New contact")),
        },
    )


@view_config(
    route_name="core.contact",
    permission="contacts:change",
    renderer="core/people/contact.jinja2",
    require_csrf=False,
)
def edit_contact(request: Request) -> Any:
    """Show and change a contact."""
    contact = get_contact(request.scope, id_of(request))
    known = filed(request.scope, contact)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        change_contact(request.scope, contact, values, version=contact.version)
        request.flash_message("success", _("Saved."))
        return _to(request, contact)

    return handle_edit(
        request,
        staff_form(request, "contact", "detail", known),
        save,
        render=lambda view: {
            "form": view,
            "contact": contact,
            "past": past_answers(request.scope, known),
            "status": _statuses(request)[contact.portal_status_at(request.scope.now())],
            "lock": summarise_lock(request.scope, contact.id),
            "has_portal": request.scope.links.offers("sign_in"),
            "accounts": accounts_of(request.scope, contact.id),
        },
        current=known.values,
    )


@view_config(route_name="core.contact_mail", permission="contacts:change", request_method="POST")
def mails_arrive(request: Request) -> HTTPSeeOther:
    """Note that mails reach a contact again."""
    contact = get_contact(request.scope, id_of(request))
    end_bounces(request.scope, contact)
    request.flash_message("success", _("Saved."))
    return _to(request, contact)


@view_config(
    route_name="core.contact_member",
    permission="contacts:change",
    renderer="core/people/membership.jinja2",
    request_param="account",
    require_csrf=False,
)
def edit_membership(request: Request) -> Any:
    """Show and change what a contact may do in one of their accounts."""
    scope = request.scope
    contact = get_contact(scope, id_of(request))
    account = get_account(scope, read_id(request.GET["account"]))
    membership = get_membership(scope, contact.id, account.id)

    def change(grants: Mapping[str, Any]) -> HTTPSeeOther:
        change_membership(scope, membership, **grants)
        request.flash_message("success", _("Saved."))
        return _to(request, contact)

    return handle_edit(
        request,
        form_from_schema(grants_schema(), scope.translator, buttons=SAVE, form_id="grants"),
        change,
        render=lambda view: {
            "form": view,
            "contact": contact,
            "account": account,
        },
        current={name: getattr(membership, name) for name in MEMBERS_MAY},
    )


@view_config(
    route_name="core.contact_member",
    permission="contacts:change",
    renderer="core/people/membership.jinja2",
)
def edit_memberships(request: Request) -> Any:
    """Put a contact into accounts, or take them out."""
    scope = request.scope
    contact = get_contact(scope, id_of(request))
    if "leave" in request.POST:
        remove_membership(scope, contact.id, read_id(request.typed("leave")))
        request.flash_message("success", _("The contact left the account."))
        return _to(request, contact)
    text = request.GET.get("text", "")
    accounts = [(str(row.id), _with_number(row)) for row in list_accounts(scope, text, size=200)]

    def join(values: Mapping[str, Any]) -> HTTPSeeOther:
        grants = {name: on for name, on in values.items() if name != "account_id"}
        account = get_account(scope, read_id(values["account_id"]))
        add_membership(scope, contact.id, account.id, **grants)
        request.flash_message("success", _("Saved."))
        return _to(request, contact)

    schema = membership_schema(accounts)
    return handle_form(
        request,
        form_from_schema(schema, scope.translator, buttons=JOIN, form_id="membership"),
        join,
        render=lambda view: {
            "form": view,
            "contact": contact,
            "text": text,
            "unheeded": unheeded_words(request, text),
        },
    )


def _with_number(account: AccountRow) -> str:
    """Return what tells an account from its namesakes."""
    return f"{account.name} ({account.number})" if account.number else account.name


def _to(request: Request, contact: Contact) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("core.contact", id=contact.id))


def _statuses(request: Request) -> dict[str, tuple[str, str]]:
    translate = request.scope.translate
    return {key: (translate(words), tone) for key, (words, tone) in STATUS.items()}
