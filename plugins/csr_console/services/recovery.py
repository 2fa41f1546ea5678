"""What the console says about getting a customer back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translationstring import TranslationStringFactory

from core.plugin.api import Action
from core.plugin.api.fields import language_name
from core.plugin.api.recovery import (
    RECOVER,
    SPELLING,
    Obstacle,
    SecretLife,
    find_obstacle,
    find_obstacle_to_codes,
    list_secret_lives,
    spell_code,
)
from plugins.csr_console.services.interactions import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.people import Contact
    from core.plugin.api.recovery import Sign

_ = TranslationStringFactory("csr_console")

SIZE = 10
# By purpose: what the customer got.
SECRETS = {
    "address": _("Link to verify a new address"),
    "code": _("Code by email"),
    "complete": _("Link to complete a case"),
    "password": _("One-time password by email"),
    "phone_code": _("Code for the telephone"),
    "recover": _("Password reset link"),
    "undo": _("Link back to the old address"),
    "verify": _("Link to verify the address"),
}
# By state: its words and its tone.
STATES = {
    "works": (_("Works"), "good"),
    "used": (_("Used"), "closed"),
    "revoked": (_("Revoked"), "bad"),
    "guessed": (_("Stopped after wrong tries"), "bad"),
    "expired": (_("Expired"), "closed"),
}
ENDINGS = {
    "newer": _("a newer one was made"),
    "staff": _("staff revoked it"),
    "locked": _("the account was locked"),
    "password": _("the password was changed"),
    "address": _("the address was changed"),
}


class Recovery(NamedTuple):
    """How a customer can be helped back in now.

    :ivar obstacle: the name of what stands against both ways, and ``why`` the words for it
    :ivar no_link: why no link can be sent now; empty if it can
    :ivar no_code: why no code can be made now; empty if it can
    :ivar live_code: the code that works now, if there is one
    """

    obstacle: str
    why: str
    no_link: str
    no_code: str
    lives: Sequence[SecretLife]
    live_code: SecretLife | None


class Spelling(NamedTuple):
    """How to say a code in one language."""

    language: str
    name: str
    signs: Sequence[Sign]


def plan_recovery(scope: Scope, contact: Contact, after: UUID | None = None) -> Recovery:
    """Return what the page about recovery says.

    :param after: the last line of the page before
    """
    obstacle = find_obstacle(scope, contact)
    to_code = obstacle or find_obstacle_to_codes(scope)
    lives = list_secret_lives(scope, contact.id, after=after, size=SIZE)
    works = (one for one in lives if one.purpose == "phone_code" and one.state == "works")
    no_address = "" if contact.email else scope.translate(_("There is no address on record."))
    return Recovery(
        obstacle=obstacle.name if obstacle else "",
        why=_words(scope, obstacle),
        no_link=_words(scope, obstacle)
        or no_address
        or refusal(scope, contact.id, "recovery_link"),
        no_code=_words(scope, to_code) or refusal(scope, contact.id, "recovery_code"),
        lives=lives,
        live_code=next(works, None),
    )


def spell_for(scope: Scope, contact: Contact, code: str) -> list[Spelling]:
    """Return how to say a code: first in the customer's language, then in the others."""
    first = contact.locale or scope.tenant.default_locale
    languages = sorted(SPELLING, key=lambda language: (language != first, language_name(language)))
    return [Spelling(one, language_name(one), spell_code(code, one)) for one in languages]


def offer_recovery(_scope: Scope, contact: Contact) -> list[Action]:
    """Return the button that leads to the page about recovery."""
    return [
        Action(
            label=_("Account Recovery"),
            route="csr_console.recovery",
            params={"id": contact.id},
            icon="key",
            permission=RECOVER,
        )
    ]


def _words(scope: Scope, obstacle: Obstacle | None) -> str:
    return scope.translate(obstacle.words) if obstacle else ""
