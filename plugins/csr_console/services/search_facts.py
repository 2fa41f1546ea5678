"""The facts of a customer: by which the search finds them, and what of one shows before a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.plugin.api.fields import option_path, title_of
from core.plugin.api.search import is_in, words_to_find
from plugins.csr_console.services.facts import chosen_facts, fields_of, is_shown
from plugins.csr_console.services.masking import MASK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.plugin.api import Scope
    from core.plugin.api.fields import FieldDefinition
    from core.plugin.api.people import Account, Contact
    from core.plugin.api.search import Spellings

_ = TranslationStringFactory("csr_console")

CONTACT = {
    "name": _("Name"),
    "email": _("Email address"),
    "email_2": _("Second email address"),
    "email_3": _("Third email address"),
    "identifier": _("Identifier"),
    "phone": _("Telephone"),
    "username": _("Username"),
}
ACCOUNT = {
    "number": _("Account number"),
    "account_name": _("Account"),
    "legal_name": _("Legal name"),
}
# Fields of the account that are looked into whether or not a form marks them.
ADDRESSES = {"service_address": _("Service address"), "billing_address": _("Billing address")}
DISTRICT = "district"
LONGEST_DISTRICT = 100
# Facts that callers are asked for, whatever the verification's settings say.
ASKED_FOR = frozenset(("phone", "identifier", "number"))
SHOWN = 2  # signs at the end of what is masked


@dataclass(frozen=True, slots=True)
class SearchFact:
    """Something by which a customer is found.

    :ivar label: what it is called, translatable
    :ivar texts: what it is found by, in each language that there is
    """

    key: str
    label: str
    texts: tuple[str, ...]

    def has(self, word: Spellings) -> bool:
        """Whether what somebody typed is part of it."""
        return any(is_in(" ".join(words_of(text)), word) for text in self.texts)


def words_of(text: str) -> dict[str, None]:
    """Return the words of a fact: also as one word, however its signs are put into groups."""
    words = words_to_find(text)
    joined = "".join(sign for sign in text.casefold() if sign.isalnum())
    if any(map(str.isdigit, joined)) and joined.isascii():
        words[joined] = None
    return words


def facts_of(scope: Scope, contact: Contact, account: Account | None) -> list[SearchFact]:
    """Return by what a customer is found: what the system has, and the fields marked for it."""
    values: dict[str, Any] = {key: getattr(contact, key) for key in CONTACT}
    labels = dict(CONTACT)
    facts = [*_marked(scope, "contact", contact.custom)]
    if account is not None:
        values |= {"number": account.number, "account_name": account.name}
        values |= {"legal_name": account.legal_name}
        values |= {key: account.custom.get(key) for key in ADDRESSES}
        labels |= ACCOUNT | ADDRESSES
        own = {key: val for key, val in account.custom.items() if key not in ADDRESSES}
        facts += _marked(scope, "account", own)
    system = [
        SearchFact(key, labels[key], (value,))
        for key, value in values.items()
        if value and isinstance(value, str) and not _is_hidden(scope, key)
    ]
    return [*system, *facts]


def district_of(account: Account | None) -> str:
    """Return the district of an account, as it is stored; empty if it has none."""
    value = account.custom.get(DISTRICT) if account is not None else None
    return value[:LONGEST_DISTRICT] if isinstance(value, str) else ""


def name_district(scope: Scope, value: str) -> str:
    """Return what a district is called."""
    field = fields_of(scope, "account").get(DISTRICT)
    path = option_path(field.options, value) if field is not None else None
    return title_of(path[-1], scope.locale) if path else value


def matching(facts: Iterable[SearchFact], words: Iterable[Spellings]) -> list[SearchFact]:
    """Return the facts that have a word that was typed."""
    typed = list(words)
    return [fact for fact in facts if any(fact.has(word) for word in typed)]


def masked_keys(scope: Scope) -> frozenset[str]:
    """Return the facts of which only the end is shown until the caller's level is 1 at least."""
    chosen = {fact.name for fact in chosen_facts(scope)}
    system = (*CONTACT, *ACCOUNT, *ADDRESSES)
    return ASKED_FOR | {key for key in system if _name_of(key) in chosen}


def _name_of(key: str) -> str:
    """Return what the verification calls a fact."""
    if key in ACCOUNT or key in ADDRESSES:
        return f"account.{'name' if key == 'account_name' else key}"
    return f"contact.{key}"


def mask(value: str) -> str:
    """Return what is shown of a fact that is masked. Its length is not told."""
    return f"{MASK}{value[-SHOWN:]}" if len(value) > 2 * SHOWN else MASK


def _is_hidden(scope: Scope, key: str) -> bool:
    """Whether the tenant lets staff see a fact nowhere; what is no longer asked stays in sight."""
    form = "account" if key in ACCOUNT or key in ADDRESSES else "contact"
    field = fields_of(scope, form).get({"account_name": "name"}.get(key, key))
    return field is not None and not is_shown(field)


def _marked(scope: Scope, form: str, custom: Mapping[str, Any]) -> Iterator[SearchFact]:
    for key, field in fields_of(scope, form).items():
        is_found = field.searchable and is_shown(field)
        texts = tuple(_texts(field, custom.get(key))) if is_found else ()
        if texts:
            yield SearchFact(key, title_of(field, scope.locale), texts)


def _texts(field: FieldDefinition, value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list | tuple) else (value,):
        if not isinstance(one, str) or not one:
            continue
        path = option_path(field.options, one) if field.options else None
        if path is None:
            yield one
        else:
            yield from (text for option in path for text in option.labels.values() if text)
