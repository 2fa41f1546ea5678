"""Programs that ask for themselves: no cookie tells who they are, but what they send along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import NotFoundError
from core.identity.services.acting import acting_as_contact
from core.identity.services.contacts import get_contact
from core.identity.services.sign_in import may_enter
from core.plugin import hookspecs
from core.scope import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.scope import Scope

LONGEST = 8_192  # characters of a header, more than tokens have


def acting_as_program(scope: Scope, headers: Mapping[str, str]) -> Scope:
    """Return the scope for the program that sent these headers; as it is if nobody knows it."""
    scheme, _space, credentials = headers.get("Authorization", "")[:LONGEST].partition(" ")
    if not credentials:
        return scope
    known = scope.hooks.choose(
        hookspecs.identify_program,
        scope=scope,
        scheme=scheme.lower(),
        credentials=credentials.strip(),
    )
    program = next(known, None)
    if program is None:
        return scope
    if program.contact_id is not None:
        return _for_contact(scope, program.contact_id)
    return scope.acting_as(Actor(kind="api", name=program.name, permissions=program.permissions))


def _for_contact(scope: Scope, contact_id: UUID) -> Scope:
    try:
        contact = get_contact(scope, contact_id)
    except NotFoundError:
        return scope
    return acting_as_contact(scope, contact) if may_enter(scope, contact) else scope
