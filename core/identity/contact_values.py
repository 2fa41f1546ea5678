"""Between the fields of the contact form and the columns of a contact."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import inspect
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.identity.addresses import check_address, fold_address, fold_name
from core.identity.columns import changes_of, longest_texts, refuse_too_long
from core.identity.models.contact import Contact
from core.identity.search_words import words_of
from core.plugin import hookspecs
from core.scope import Scope
from fields_config.effective_values import hidden_values

_ = TranslationStringFactory("core")

# Field key of the contact form -> column. Every other key is a field of the tenant's own.
COLUMNS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "identifier": "identifier",
    "email": "email",
    "email_2": "email_2",
    "email_3": "email_3",
    "phone": "phone",
    "job_title": "job_title",
    "username": "username",
    "portal_user": "portal_access",
    "support_start": "portal_from",
    "support_end": "portal_until",
}
OTHER_ADDRESSES = frozenset({"email_2", "email_3"})
NULLABLE = frozenset({"email", "username", "portal_from", "portal_until"})
LONGEST = longest_texts(Contact)
# By what staff find a contact.
FOUND_BY = (
    *("first_name", "last_name", "email", "email_2", "email_3"),
    *("identifier", "phone", "username"),
)


def contact_values(contact: Contact) -> dict[str, Any]:
    """Return what is stored, by the field keys of the contact form."""
    system = {key: getattr(contact, column) for key, column in COLUMNS.items()}
    return {
        **contact.custom,
        **{key: val.isoformat() if isinstance(val, date) else val for key, val in system.items()},
    }


def tell_contact_change(scope: Scope, contact: Contact, before: Mapping[str, Any]) -> list[str]:
    """Tell the plugins what is different about a contact; return the keys.

    :param before: :func:`contact_values` as they were
    """
    changes = changes_of(before, contact_values(contact))
    if changes:
        scope.announce(hookspecs.contact_changed, contact_id=contact.id, changes=changes)
    return list(changes)


def fill_contact(scope: Scope, contact: Contact, values: Mapping[str, Any]) -> None:
    """Put values into a contact, and what comparing and searching need beside them.

    :param values: field keys of the contact form and their clean values
    :raises Refused: the address or the user name is not possible
    """
    before = contact_values(contact)
    for key, value in values.items():
        column = COLUMNS.get(key)
        if column is None:
            contact.custom = {**contact.custom, key: value}
        elif column in ("portal_from", "portal_until"):
            setattr(contact, column, date.fromisoformat(value) if value else None)
        elif column == "portal_access":
            contact.portal_access = bool(value)
        else:
            refuse_too_long(LONGEST, key, column, value)
            setattr(contact, column, value or (None if column in NULLABLE else ""))
    gone = hidden_values(scope.tenant.form("contact"), before, contact_values(contact))
    if gone:
        contact.custom = {key: val for key, val in contact.custom.items() if key not in gone}
    if contact.email:
        contact.email = check_address(scope.tenant, contact.email)
    for key in OTHER_ADDRESSES & values.keys():
        if values[key]:
            setattr(contact, key, check_address(scope.tenant, values[key], key))
    refresh_keys(scope, contact)
    if contact.identifier and not contact.identifier_key:
        # It would match whoever has none.
        raise Refused(fields={"identifier": _("Use letters, digits and ordinary signs.")})


def refresh_keys(scope: Scope, contact: Contact) -> None:
    """Bring what comparing and searching need up to date with the contact's facts.

    :raises Refused: the user name is not possible
    """
    contact.email_key = fold_address(contact.email) if contact.email else None
    contact.username_key = _username_key(contact.username)
    contact.identifier_key = fold_name(contact.identifier or "")
    index_contact(scope, contact)


def index_contact(scope: Scope, contact: Contact) -> None:
    """Write by what staff find a contact, and the contact's cases."""
    found = words_of_contact(scope, contact)
    if contact.search != found and inspect(contact).persistent:
        scope.enqueue("cases.index_contact", contact.id)
    contact.search = found


def words_of_contact(scope: Scope, contact: Contact) -> str:
    """Return by what staff find a contact."""
    return words_of(scope, "contact", contact_values(contact), *FOUND_BY)


def _username_key(username: str | None) -> str | None:
    if not username:
        return None
    key = fold_name(username)
    if "@" in key:
        # An address is always its owner's name to sign in with.
        raise Refused(fields={"username": _("A user name can't contain @.")})
    if not key:
        raise Refused(fields={"username": _("Use letters, digits and ordinary signs.")})
    return key
