"""The organisation: its name, languages, time zone and branding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.admin.services.logos import exchange_logos
from core.errors import Refused
from core.identity.addresses import fold_address, has_mailbox
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.tenancy.models import Tenant
from core.tenancy.services import raise_version, read_document, save_document
from core.undo.services import Part
from core.web.colours import contrast, mix
from fields_config.cursor import COLOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")

FACTS_PART = "organisation"
FACTS = ("name", "languages", "default_locale", "time_zone")
LOOKS = ("accent", "support_email")
READABLE = 4.5
WHITE, BLACK = "#ffffff", "#000000"


def change_organisation(scope: Scope, changes: Mapping[str, Any]) -> None:
    """Change what the tenant is called, which languages it speaks and how it looks.

    :param changes: some of ``name``, ``languages``, ``default_locale``, ``time_zone``, ``accent``,
        ``support_email``
    :raises Refused: at the control that needs attention
    """
    scope.require("settings:change")
    tenant = scope.session.scalars(
        select(Tenant).where(Tenant.id == scope.tenant_id).with_for_update()
    ).one()
    branding = read_document(scope, "branding")
    before = {name: getattr(tenant, name) for name in FACTS}
    values = {**before, **{key: branding.get(key, "") for key in LOOKS}, **changes}
    looks = {**branding}
    if "accent" in changes:
        looks["accent"] = check_accent(values["accent"])
    if "support_email" in changes:
        looks["support_email"] = check_support_email(scope, values["support_email"])
    languages = [code for code in values["languages"] if code]
    if values["default_locale"] not in languages:
        message = _("The default language must be one of the languages.")
        raise Refused("", {"default_locale": message})
    if values["time_zone"] not in available_timezones():
        raise Refused("", {"time_zone": _("That time zone is not known.")})
    tenant.name = values["name"].strip()
    tenant.languages = languages
    tenant.default_locale = values["default_locale"]
    tenant.time_zone = values["time_zone"]
    if looks != branding:
        save_document(scope, "branding", looks)
    else:
        raise_version(scope)
    changed = sorted(name for name, value in before.items() if getattr(tenant, name) != value)
    record_activity(scope, "organisation_changed", changed=changed)


def _read_facts(scope: Scope) -> dict[str, Any]:
    columns = (getattr(Tenant, name) for name in FACTS)
    row = scope.session.execute(select(*columns).where(Tenant.id == scope.tenant_id)).one()
    return dict(zip(FACTS, row, strict=True))


def _put_facts_back(scope: Scope, facts: dict[str, Any]) -> None:
    tenant = scope.session.scalars(select(Tenant).where(Tenant.id == scope.tenant_id)).one()
    for name, value in facts.items():
        setattr(tenant, name, value)
    raise_version(scope)


def _read_looks(scope: Scope) -> dict[str, Any]:
    return read_document(scope, "branding")


def _put_looks_back(scope: Scope, looks: dict[str, Any]) -> None:
    address = looks.get("support_email", "")
    now = read_document(scope, "branding")
    if address != now.get("support_email", "") and is_somebodys(scope, address):
        raise Refused(
            _(
                "This can't be undone: meanwhile somebody signs in with ${address}, the support"
                " address that was before, and would get no mail any more.",
                mapping={"address": address},
            )
        )
    try:
        exchange_logos(scope, now, looks)
    except Refused:
        message = _("This can't be undone any more: the logo that was before is no longer kept.")
        raise Refused(message) from None
    save_document(scope, "branding", looks)


UNDO_PARTS = {
    FACTS_PART: Part(_read_facts, _put_facts_back, _("Organisation")),
    "branding": Part(_read_looks, _put_looks_back, _("Logo")),
}


def check_support_email(scope: Scope, address: str) -> str:
    """Return the address that customers are given for help.

    :raises Refused: somebody signs in with it, and would get no mail any more: what goes to the
        organisation's own address is never sent
    """
    address = address.strip()
    if address != scope.tenant.branding.support_email and is_somebodys(scope, address):
        message = _(
            "Somebody signs in with this address and would get no mail any more. Write one that"
            " is nobody's own."
        )
        raise Refused("", {"support_email": message})
    return address


def is_somebodys(scope: Scope, address: str) -> bool:
    """Whether a contact or a member of staff has that mailbox."""
    if not address:
        return False
    key = fold_address(address)
    return any(
        scope.session.scalar(select(person.id).where(has_mailbox(person.email_key, key)).limit(1))
        for person in (Contact, Staff)
    )


def check_accent(colour: str) -> str:
    """Return the colour if white reads well on it.

    :raises Refused: with the nearest colour that does
    """
    colour = colour.strip().lower()
    if not COLOR.fullmatch(colour):
        message = _("Write a colour as # and six digits from 0 to f.")
        raise Refused("", {"accent": message})
    if contrast(colour, WHITE) < READABLE:
        message = _(
            "White can't be read well on this colour. The nearest one that works is ${colour}.",
            mapping={"colour": nearest_readable(colour)},
        )
        raise Refused("", {"accent": message})
    return colour


def nearest_readable(colour: str) -> str:
    """Return the colour, darkened just as far as white needs it."""
    shares = (step / 100 for step in range(101))
    darker = (mix(colour, BLACK, share) for share in shares)
    return next(one for one in darker if contrast(one, WHITE) >= READABLE)
