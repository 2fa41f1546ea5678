"""Contacts who register themselves."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from translationstring import TranslationStringFactory

from core.errors import NotFoundError, Refused
from core.identity.contacts import create_contact, find_contact_by_email
from core.identity.failures import count_try, failure_key, may_mail
from core.identity.mails import mail_person
from core.identity.verification import send_verification
from core.scope import Scope

_ = TranslationStringFactory("core")

REGISTRATIONS_AN_HOUR = 30  # from one source


def check_registration_open(scope: Scope) -> None:
    """Refuse where the tenant adds its customers itself.

    :raises NotFoundError: customers can't register here
    """
    if not scope.tenant.settings("identity")["self_registration"]:
        raise NotFoundError("registration")


def register_contact(scope: Scope, values: Mapping[str, Any], *, source: str = "") -> None:
    """Add a contact, and mail a link that verifies the address.

    An address that is known already gets a mail that says so; who sits at the browser learns
    nothing of it.

    :param values: field keys of the contact form and their clean values
    :raises Refused: the address is not possible, or the source registers too often
    """
    check_registration_open(scope)
    often = count_try(scope, failure_key("register", source), timedelta(hours=1))
    if often > REGISTRATIONS_AN_HOUR:
        raise Refused(_("Too many registrations from your network. Try again in an hour."))
    known = find_contact_by_email(scope, values["email"])
    if known is None:
        try:
            create_contact(scope, values, by_self=True)
        except Refused:
            known = find_contact_by_email(scope, values["email"])
            if known is None:
                raise
    if known is None or not known.email_key or not may_mail(scope, "register", known.email_key):
        return
    if known.is_locked or known.hidden:
        return
    if known.verified_at is None:
        send_verification(scope, known)
    else:
        mail_person(scope, "known_address", known, recover=scope.tenant.url("/recover"))
