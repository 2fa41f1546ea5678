"""Contacts who register themselves."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.errors import NotFoundError, Refused
from core.identity.contact_values import fill_contact
from core.identity.failures import may_mail, refuse_too_many
from core.identity.mails import mail_person
from core.identity.models.contact import Contact
from core.identity.people import find_contact_by_address
from core.identity.services.contacts import (
    USERNAME_TAKEN,
    create_contact,
    is_username_taken,
)
from core.identity.services.locks import lock_of
from core.identity.services.verification import send_verification
from core.plugin import hookspecs
from core.scope import Scope
from core.tenancy.validation import validate_values
from fields_config.form_values import only

REGISTER = "identity.register"


def check_registration_open(scope: Scope) -> None:
    """Refuse where the tenant adds its customers itself.

    :raises NotFoundError: customers can't register here
    """
    if not scope.tenant.settings("identity")["self_registration"]:
        raise NotFoundError("registration")


def request_registration(scope: Scope, values: Mapping[str, Any], *, source: str = "") -> None:
    """Ask for a new contact.

    What depends on who is known already happens later, in a job, so the answer says nothing of it,
    not even by its time. User names alone are public: one that is taken has to be told.

    :param values: as for :func:`core.identity.services.contacts.add_contact`
    :raises Refused: a value is not possible, or the source registers too often
    """
    check_registration_open(scope)
    refuse_too_many(scope, "register", source)
    given = validate_values(scope, "contact", "create", values)
    scope.hooks.check(hookspecs.check_registration, scope=scope, values=given)
    wanted = Contact(custom={})
    fill_contact(scope, wanted, given)
    if wanted.username_key and is_username_taken(scope, wanted):
        raise Refused(fields={"username": USERNAME_TAKEN})
    scope.enqueue(REGISTER, dict(given))


def register_contact(scope: Scope, values: Mapping[str, Any]) -> None:
    """Add a contact, and mail a link that verifies the address.

    An address that is known already gets a mail that says so. A user name that somebody was quicker
    to take is left out: its owner can choose another.
    """
    known = find_contact_by_address(scope, values["email"])
    if known is None:
        try:
            create_contact(scope, values, by_self=True)
        except Refused:
            known = find_contact_by_address(scope, values["email"])
            if known is None:
                others = only(values, values.keys() - {"username"})
                create_contact(scope, others, by_self=True)
    if known is None or not known.email or lock_of(scope, known) is not None:
        return
    if known.verified_at is None:
        if send_verification(scope, known) and known.registered_at is not None:
            _register_anew(scope, known, values)
        return
    recover = scope.link("recover")
    if recover and may_mail(scope, "known_address", known.email):
        mail_person(scope, "known_address", known, recover=recover)


def _register_anew(scope: Scope, contact: Contact, values: Mapping[str, Any]) -> None:
    """Take what was written last: whoever registered first may have used another's address.

    What staff have written stays; who has proven the address changes it in the profile.
    """
    for written in (values, {**values, "username": ""}):
        try:
            with scope.session.begin_nested():
                fill_contact(scope, contact, {k: v for k, v in written.items() if k != "email"})
                scope.session.flush()
        except IntegrityError:
            continue
        return
