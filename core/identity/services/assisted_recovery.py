"""Helping a contact back in: staff mail a link, or make a code and read it out.

A code needs no mail: it is for whoever has lost the address on record. It lives as the others do
(:mod:`core.identity.credentials.one_time`), the owner of the address is told, and staff see it
once, when it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import Refused
from core.identity.credentials.one_time import has_secret, issue_code, revoke_secrets
from core.identity.failures import may_mail
from core.identity.mails import tell_owner
from core.identity.permissions import RECOVER, RECOVER_HELD
from core.identity.services.address_changes import is_recovery_held
from core.identity.services.locks import lock_of
from core.identity.services.recovery import mail_recovery_link
from core.identity.services.sign_in import may_enter
from core.identity.services.verification import send_verification, send_welcome

if TYPE_CHECKING:
    from core.identity.models.contact import Contact
    from core.scope import Scope

_ = TranslationStringFactory("core")

HELD = _(
    "The sign-in address was changed within the last 24 hours, and the old one can still undo that."
    " Until then only a supervisor recovers this account."
)
PORTAL_IS_OFF = _("The portal is off, so nobody can set a new password now.")
SENT_OFTEN = _("This address has been sent several such mails within an hour. Wait a little.")


class Obstacle(NamedTuple):
    """Why a contact can't be helped back in now.

    :ivar name: ``locked``, ``hidden``, ``no_access``, ``unverified``, ``held``, ``no_page``,
        ``no_address`` or ``switched_off``
    :ivar words: for staff
    """

    name: str
    words: str


def find_obstacle(scope: Scope, contact: Contact) -> Obstacle | None:
    """Return what is in the way of links and codes alike.

    :raises ForbiddenError: the actor may not help contacts back in
    """
    scope.require(RECOVER)
    if not scope.links.offers("recover"):
        return Obstacle("no_page", PORTAL_IS_OFF)
    if is_recovery_held(scope, contact) and not scope.actor.may(RECOVER_HELD):
        return Obstacle("held", HELD)
    return _find_obstacle_of(scope, contact)


def _find_obstacle_of(scope: Scope, contact: Contact) -> Obstacle | None:
    name = {"name": contact.name}
    if contact.is_locked_at(scope.now()):
        return Obstacle("locked", _("${name} is locked. Unlock the account first.", mapping=name))
    if contact.hidden:
        return Obstacle("hidden", _("${name} is hidden and has no access.", mapping=name))
    if not may_enter(scope, contact, has_proof=True):
        words = _("${name} has no access to the portal now. Grant it first.", mapping=name)
        return Obstacle("no_access", words)
    if contact.verified_at is None:
        words = _("${name} has not verified the email address yet.", mapping=name)
        return Obstacle("unverified", words)
    return None


def find_obstacle_to_codes(scope: Scope) -> Obstacle | None:
    """Return what is in the way of any code to read out."""
    if not scope.tenant.settings("identity")["phone_codes"]:
        words = _("Your organisation makes no recovery codes for the telephone.")
        return Obstacle("switched_off", words)
    if not scope.links.offers("recover_code"):
        return Obstacle("no_page", PORTAL_IS_OFF)
    return None


def send_reset_link(scope: Scope, contact: Contact) -> None:
    """Mail a link for a new password to the address on record; an older link stops working.

    :raises ForbiddenError: the actor may not help contacts back in
    :raises Refused: it can't be now
    """
    _lock(scope, contact)
    _refuse(find_obstacle(scope, contact))
    if not contact.email or not scope.links.offers("recover_link"):
        raise Refused(_("There is no address, or no page, that a link could go to."))
    if not may_mail(scope, "recover_link", contact.email):
        raise Refused(SENT_OFTEN)
    mail_recovery_link(scope, contact)


def send_proof_link(scope: Scope, contact: Contact) -> None:
    """Mail a fresh link that proves the address, to a contact who has not done so yet.

    :raises ForbiddenError: the actor may not help contacts back in
    :raises Refused: it can't be now
    """
    scope.require(RECOVER)
    if lock_of(scope, contact) is not None or contact.verified_at is not None:
        raise Refused(_("There is nothing to verify now."))
    if not send_verification(scope, contact):
        raise Refused(SENT_OFTEN)


def send_fresh_welcome(scope: Scope, contact: Contact) -> None:
    """Mail the welcome anew, with a new link or password if the contact has chosen none yet.

    :raises ForbiddenError: the actor may not help contacts back in
    :raises Refused: it can't be now
    """
    _lock(scope, contact)
    _refuse(find_obstacle(scope, contact))
    if not may_mail(scope, "welcome", contact.email or ""):
        raise Refused(SENT_OFTEN)
    send_welcome(scope, contact)


def make_recovery_code(scope: Scope, contact: Contact) -> str:
    """Return a new code to read out, once; an older one stops working.

    :raises ForbiddenError: the actor may not help contacts back in
    :raises Refused: it can't be now
    """
    _lock(scope, contact)
    _refuse(find_obstacle(scope, contact) or find_obstacle_to_codes(scope))
    code = issue_code(scope, contact, "phone_code")
    record_activity(scope, "code_made", contact_id=contact.id, purpose="phone_code")
    tell_owner(scope, contact, "code")
    return code


def has_recovery_code(scope: Scope, contact: Contact) -> bool:
    """Whether there is a code that was read out, or may be, and still works."""
    return has_secret(scope, contact.id, "phone_code")


def revoke_recovery_code(scope: Scope, contact: Contact) -> bool:
    """End the code that was made to be read out; whether there was one.

    :raises ForbiddenError: the actor may not help contacts back in
    """
    scope.require(RECOVER)
    return revoke_secrets(scope, contact.id, "phone_code", why="staff")


def _refuse(obstacle: Obstacle | None) -> None:
    if obstacle is not None:
        raise Refused(obstacle.words)


def _lock(scope: Scope, contact: Contact) -> None:
    """See what others have just changed: a lock and a new code at once are never both there."""
    scope.session.flush()
    scope.session.refresh(contact, with_for_update=True)
