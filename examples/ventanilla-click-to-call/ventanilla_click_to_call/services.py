"""What calls a contact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from translationstring import TranslationStringFactory

from core.plugin.api import Action
from core.plugin.api.people import get_contact
from ventanilla_click_to_call.settings import NUMBER

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("click_to_call")


def offer_call(scope: Scope, contact_id: UUID) -> list[Action]:
    """Return the link that calls the contact, if there is a number."""
    phone = get_contact(scope, contact_id).phone or ""
    number = read_number(phone)
    if not number:
        return []
    # A plus is a blank in the query of an address, but belongs to the number after tel:.
    address = scope.tenant.settings("click_to_call")["address"]
    sent = number if address.startswith(("tel:", "sip:")) else quote(number)
    return [
        Action(
            label=_("Call ${number}", mapping={"number": phone}),
            url=address.replace(NUMBER, sent),
            icon="telephone",
            beside="telephone",
        )
    ]


def read_number(phone: str) -> str:
    """Return what a telephone dials: the digits, behind a plus if there was one."""
    digits = re.sub(r"[^0-9]", "", phone.partition(";")[0])
    return f"+{digits}" if digits and phone.strip().startswith("+") else digits
