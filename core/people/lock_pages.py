"""The questions before a lock and before its end, for pages of the core and of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from translationstring import TranslationStringFactory

from core.identity.services.contacts import get_contact
from core.people.schemas import lock_schema, unlock_schema
from core.people.services.locking import (
    LockOrder,
    list_lock_warnings,
    lock_contact,
    mark_of,
    summarise_lock,
    unlock_contact,
)
from core.web.forms import form_from_schema, handle_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.web.request import Request

_ = TranslationStringFactory("core")

LOCKED = _("${name} is locked and signed out everywhere.")
LOCKED_WITHOUT_PORTAL = _("${name} is locked, and stays so when the portal is on again.")
UNLOCKED = _("${name} may sign in again.")
UNLOCKED_WITHOUT_PORTAL = _("${name} is no longer locked. Nobody signs in while the portal is off.")
NO = "no"
LOCK = (("lock", _("Yes, lock")), (NO, _("No")))
UNLOCK = (("unlock", _("Yes, unlock")), (NO, _("No")))


def ask_to_lock(request: Request, contact_id: UUID, back: str) -> Any:
    """Ask whether to lock a contact, and do it; *No* changes nothing.

    The view says ``require_csrf=False``, as the form checks its token itself, and its template
    draws what is returned with the macro ``lock_question`` of ``core/people/lock_parts.jinja2``.

    :param back: the address to go to, either way
    :returns: what the template is given, or the response
    """
    scope = request.scope
    contact = get_contact(scope, contact_id)
    if NO in request.POST:
        return HTTPSeeOther(back)
    effects = list_lock_warnings(scope, contact_id)
    mark = mark_of(effects) if effects else ""

    def lock(values: Mapping[str, Any]) -> HTTPSeeOther:
        chosen = {name: value for name, value in values.items() if name != "heeded"}
        heeded = next(iter(values.get("heeded", ())), "")
        lock_contact(scope, contact_id, LockOrder(**chosen, heeded=heeded))
        return _done(request, back, LOCKED, LOCKED_WITHOUT_PORTAL, contact.name)

    return handle_form(
        request,
        form_from_schema(lock_schema(scope, mark), scope.translator, buttons=LOCK, form_id="lock"),
        lock,
        render=lambda view: {"form": view, "contact": contact, "effects": effects},
    )


def ask_to_unlock(request: Request, contact_id: UUID, back: str) -> Any:
    """Ask whether to unlock a contact, and do it, as :func:`ask_to_lock` does."""
    scope = request.scope
    contact = get_contact(scope, contact_id)
    if NO in request.POST:
        return HTTPSeeOther(back)

    def unlock(values: Mapping[str, Any]) -> HTTPSeeOther:
        unlock_contact(scope, contact_id, **values)
        return _done(request, back, UNLOCKED, UNLOCKED_WITHOUT_PORTAL, contact.name)

    return handle_form(
        request,
        form_from_schema(unlock_schema(scope), scope.translator, buttons=UNLOCK, form_id="unlock"),
        unlock,
        render=lambda view: {
            "form": view,
            "contact": contact,
            "lock": summarise_lock(scope, contact_id),
        },
    )


def _done(request: Request, back: str, text: str, without_portal: str, name: str) -> HTTPSeeOther:
    has_portal = request.scope.links.offers("sign_in")
    said = text if has_portal else without_portal
    request.flash_message("success", _(said, mapping={"name": name}))
    return HTTPSeeOther(back)
