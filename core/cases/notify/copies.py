"""The addresses that a case is copied to: which may be named, and how many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.errors import Refused
from core.identity.addresses import fold_address, is_own_address, is_within_a_network, unreachable
from core.identity.failures import TOO_MUCH, is_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.scope import Scope

_ = TranslationStringFactory("core")

HOUR = timedelta(hours=1)
# What customers may do in an hour. Nobody whom they copy gets anything before staff have answered.
CASES, MESSAGES = 100, 300  # of one contact, or of all third parties of a case
COPIES = 100  # named by one contact
TIMES_NAMED = 20  # one address, by anybody
COPIES_OF_ALL = 2000  # named by all of a tenant's customers


def refuse_too_often(scope: Scope, what: str, limit: int) -> None:
    """Hold a contact, or the third parties of a case, to so many cases or messages in an hour.

    :raises Refused: they have sent too many
    """
    actor = scope.actor
    if not (actor.is_contact or actor.is_third_party):
        return
    whose = actor.case_id if actor.is_third_party else actor.id
    if not is_within(scope, limit, HOUR, what, whose):
        raise Refused(TOO_MUCH)


def check_copies(scope: Scope, addresses: Sequence[str], before: Iterable[str] = ()) -> list[str]:
    """Return the addresses that a case may be copied to.

    :param before: those that it is copied to already
    :raises Refused: one is the tenant's own or can't be reached, or a customer names too many
    """
    known = {fold_address(address) for address in before}
    new = {key: one for one in addresses if (key := fold_address(one)) not in known}
    own = [one for key, one in new.items() if is_own_address(scope.tenant, key)]
    if own and scope.actor.kind != "system":
        raise _refused(
            _(
                "“${address}” is our own address, and we get everything anyway: remove it.",
                mapping={"address": own[0]},
            )
        )
    for key, one in new.items():
        if one not in own and is_within_a_network(scope.tenant, key):
            raise _refused(unreachable(one))
    if scope.actor.audience == "customer" and new:
        _refuse_flood(scope, sorted(new))
    return [one for one in addresses if one not in own]


def without_own(scope: Scope, addresses: Sequence[str]) -> tuple[list[str], str]:
    """Return the addresses that can be reached, and why the others were left out, if any were.

    Our own are left out without a word: they get everything anyway.
    """
    found, refusal = [], ""
    for address in addresses:
        key = fold_address(address)
        if is_within_a_network(scope.tenant, key):
            refusal = unreachable(address)
        elif not is_own_address(scope.tenant, key):
            found.append(address)
    return found, refusal


def _refuse_flood(scope: Scope, keys: Sequence[str]) -> None:
    # In one order, so that two who name the same addresses wait for each other only once.
    allowed = [
        is_within(scope, COPIES, HOUR, "copies", scope.actor.id, by=len(keys)),
        *[is_within(scope, TIMES_NAMED, HOUR, "copied", key) for key in keys],
        is_within(scope, COPIES_OF_ALL, HOUR, "copies", by=len(keys)),
    ]
    if not all(allowed):
        raise _refused(
            _("These addresses can't be copied now. Remove them, or try again in an hour.")
        )


def _refused(message: str) -> Refused:
    return Refused(fields={"cc": message})
