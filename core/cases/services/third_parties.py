"""Third parties: people who add to a case that is not theirs, as by answering a mail about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.scope import Actor

if TYPE_CHECKING:
    from core.cases.models import Case
    from core.identity.models.contact import Contact
    from core.scope import Scope

_ = TranslationStringFactory("core")

NAMELESS = _("Answered by a third party")


def as_third_party(scope: Scope, case: Case, contact: Contact | None = None) -> Scope:
    """Return the scope for somebody who may add notes and files to this case, and nothing else.

    They see what a customer sees of it, and reach no other case. What they write follows the rules
    for customers: it reopens a closed case, or begins the one that follows it, as the tenant has
    chosen, is limited in number, and is mailed to staff; the case's own contact finds it there.
    Whoever calls has decided that they may.

    :param contact: who it is, if it is a known contact; it bears their name. Otherwise it bears a
        name for all of them, in the language of the tenant
    """
    if contact is not None:
        actor = Actor(kind="third_party", id=contact.id, name=contact.name, case_id=case.id)
    else:
        name = scope.tenant.translator(scope.tenant.default_locale).translate(NAMELESS)
        actor = Actor(kind="third_party", name=name, case_id=case.id)
    return scope.acting_as(actor)
