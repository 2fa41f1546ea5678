"""The facts by which callers are checked: which there are, and what is on record.

A fact has a name: ``contact.phone``, ``account.number``, ``case.last``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.plugin.api.cases import Case
from core.plugin.api.fields import title_of
from core.plugin.api.people import Account, Contact, accounts_of, filed
from plugins.csr_console.comparing import Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.plugin.api import Scope
    from core.plugin.api.fields import FieldDefinition

_ = TranslationStringFactory("csr_console")

LAST_CASE = "case.last"
# Kinds of fields that are not compared as texts.
KINDS = {"date": "date", "phone": "phone", "integer": "number", "decimal": "number"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a caller can be asked."""

    name: str
    label: str


def possible_facts(scope: Scope) -> list[Fact]:
    """Return what an organisation can have callers asked: fields, and the last case's number."""
    fields = [
        Fact(f"{key}.{field.key}", _label(scope, key, field))
        for key in ("contact", "account")
        for field in fields_of(scope, key).values()
        if is_shown(field)
    ]
    return [*fields, Fact(LAST_CASE, scope.translate(_("Number of the last case")))]


def chosen_facts(scope: Scope) -> list[Fact]:
    """Return what callers are asked; a field that is no more is left out."""
    chosen = scope.tenant.settings("csr_console")["facts"]
    return [fact for fact in possible_facts(scope) if fact.name in chosen]


def known_facts(scope: Scope, contact: Contact, name: str) -> list[Known]:
    """Return what is on record under a fact's name: one for each account, or none."""
    key, _dot, field_key = name.partition(".")
    if name == LAST_CASE:
        return [Known("text", str(number)) for number in _last_case(scope, contact)]
    field = fields_of(scope, key).get(field_key)
    if field is None or not is_shown(field):
        return []
    return [
        known
        for values in _values(scope, contact, key)
        for known in _known(scope, field, values.get(field_key))
    ]


def _known(scope: Scope, field: FieldDefinition, value: Any) -> Iterator[Known]:
    """Yield a value as it is stored, and as it reads in each language of the organisation."""
    if value in (None, "", [], ()):
        return
    kind = KINDS.get(field.type, "text")
    yield Known(kind, str(value))
    shown = scope.tenant.types.get(field.type)
    if kind == "text" and shown is not None:
        fallback = scope.tenant.default_locale
        for language in scope.tenant.languages:
            yield Known(kind, shown.display(value, field, language, fallback))


def _values(scope: Scope, contact: Contact, key: str) -> Iterator[Mapping[str, Any]]:
    if key == "contact":
        yield filed(scope, contact).values
        return
    ids = [one.account_id for one in accounts_of(scope, contact.id)]
    for account in scope.session.scalars(select(Account).where(Account.id.in_(ids))):
        facts = {name: getattr(account, name) for name in ("name", "legal_name", "number")}
        yield {**account.custom, **facts}


def fields_of(scope: Scope, form: str) -> dict[str, FieldDefinition]:
    """Return the fields of a form that are in use, by their keys; none if there is no such form."""
    if form not in scope.tenant.forms:
        return {}
    return {field.key: field for field in scope.tenant.form(form).active_fields()}


def is_shown(field: FieldDefinition) -> bool:
    """Whether the tenant lets staff see a field."""
    return field.grant("agent", "detail").visible


def _label(scope: Scope, key: str, field: FieldDefinition) -> str:
    title = title_of(field, scope.locale, scope.tenant.default_locale)
    if key == "contact":
        return title
    return scope.translate(_("Account: ${field}", mapping={"field": title}))


def _last_case(scope: Scope, contact: Contact) -> list[int]:
    newest = select(Case.number).where(Case.contact_id == contact.id).order_by(Case.number.desc())
    return list(scope.session.scalars(newest.limit(1)))
