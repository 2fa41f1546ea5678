"""A code that is mailed to the address on record, for the caller to read out."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update
from translationstring import TranslationStringFactory

from core.plugin.api import (
    Recipient,
    Refused,
    is_signed,
    may_mail,
    queue_mail,
    record_activity,
    sign,
)
from plugins.csr_console.levels import CONFIRMED
from plugins.csr_console.models import Interaction
from plugins.csr_console.services.interactions import raise_level

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

MAIL = "caller_code"
CODE_SENT = "csr_console.code_sent"
CODE_READ = "csr_console.code_read"
LIFETIME = timedelta(minutes=15)
TRIES = 3
DIGITS = 6


def can_mail_code(contact: Contact) -> bool:
    """Whether a mail reaches the customer at an address that is known to be theirs."""
    return bool(contact.email and contact.verified_at) and not contact.is_unreachable


def mail_code(scope: Scope, interaction: Interaction, contact: Contact) -> None:
    """Mail a code to the address on record; one that was mailed before is good no more.

    :raises Refused: there is no such address, or it got too many within the hour
    """
    if not can_mail_code(contact):
        raise Refused(_("There is no verified address that a code could be mailed to."))
    if not may_mail(scope, f"csr_console.{MAIL}", contact.email or ""):
        raise Refused(_("Too many codes were mailed within the hour."))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    interaction.code_hash = sign(scope.settings, code.encode(), _purpose(interaction)).hex()
    interaction.code_until = scope.now() + LIFETIME
    interaction.code_tries = 0
    queue_mail(
        scope,
        MAIL,
        domain="csr_console",
        to=[Recipient(contact.email or "", contact.name, contact.locale)],
        data={"code": f"{code[:3]} {code[3:]}", "minutes": LIFETIME.seconds // 60},
        contact_id=contact.id,
        secrets=("code",),
    )
    record_activity(scope, CODE_SENT, contact_id=contact.id)


def read_code(scope: Scope, interaction: Interaction, said: str) -> bool:
    """Use up the code that the caller reads out, and say whether it was right.

    The transaction must commit: tries are counted, however many are sent at once.
    """
    counted = update(Interaction).where(
        Interaction.id == interaction.id,
        Interaction.code_hash != "",
        Interaction.code_until > scope.now(),
        Interaction.code_tries < TRIES,
    )
    known = scope.session.execute(
        counted.values(code_tries=Interaction.code_tries + 1)
        .returning(Interaction.code_hash)
        .execution_options(synchronize_session=False)
    ).scalar()
    digits = "".join(one for one in said if one.isdecimal())[:DIGITS].encode()
    is_right = known is not None and is_signed(
        scope.settings, digits, _purpose(interaction), bytes.fromhex(known)
    )
    if is_right:
        interaction.code_hash = ""
        raise_level(scope, interaction, CONFIRMED)
    record_activity(scope, CODE_READ, contact_id=interaction.contact_id, right=is_right)
    return is_right


def _purpose(interaction: Interaction) -> str:
    return f"csr_console code {interaction.tenant_id} {interaction.id}"
