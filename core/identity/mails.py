"""The mails about signing in: to whom, in which language, with what in them."""

from datetime import datetime
from typing import Any

from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.identity.people import Person, contact_id_of
from core.mail.models import MailMessage
from core.mail.services import Recipient, queue_mail
from core.plugin.links import Reader
from core.scope import Scope

# What others can change of the way in, as ``core/mail/account_changed.jinja2`` knows it.
OF_ACCESS = frozenset({"access", "locked", "locked_until", "unlocked", "code"})


def mail_person(
    scope: Scope,
    kind: str,
    person: Person,
    *,
    address: str | None = None,
    by_staff: bool = False,
    **data: Any,
) -> MailMessage | None:
    """Queue a mail to a contact or a member of staff; nothing happens without an address.

    The name is sent only to a verified address: what anybody typed into a form is not mailed.

    :param kind: the template ``core/mail/<kind>.jinja2``
    :param address: where to, if not to the person's first address
    :param by_staff: a member of staff typed the name, so it may go out
    :param data: what the template shows beside ``name``
    """
    to = address or person.email
    if not to:
        return None
    is_proven = (
        by_staff
        or isinstance(person, Staff)
        or (person.verified_at is not None and address is None)
    )
    name = person.name if is_proven else ""
    locale = person.locale or scope.locale
    return queue_mail(
        scope,
        kind,
        to=[Recipient(to, name, locale)],
        data={"name": name, **data},
        contact_id=contact_id_of(person),
        secrets=("link", "code", "password"),
    )


def tell_owner(
    scope: Scope,
    person: Person,
    *changes: str,
    address: str | None = None,
    until: datetime | None = None,
) -> None:
    """Tell somebody what others changed of what proves who they are, or lets them in.

    :param changes: as ``core/mail/account_changed.jinja2`` knows them
    :param address: one that was proven; without it the present one must be
    :param until: when a lock ends by itself
    """
    if isinstance(person, Contact):
        is_proven = address is not None or person.verified_at is not None
        if person.hidden or not is_proven:
            return
        if not scope.links.offers("sign_in"):
            # Nobody signs in here, so there is no access to speak of.
            changes = tuple(change for change in changes if change not in OF_ACCESS)
            if not changes:
                return
    mail_person(scope, "account_changed", person, address=address, changes=changes, until=until)


def reader_of(person: Person) -> Reader:
    """Return whose pages the person is led to."""
    return "customer" if isinstance(person, Contact) else "staff"
