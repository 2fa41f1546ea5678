"""What a far-reaching change affects in an organisation, in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import Select, func, select
from translationstring import TranslationStringFactory

from core.cases.models import Case
from core.db.base import new_id
from core.identity.models.contact import Contact
from core.identity.models.session import WebSession
from core.identity.models.staff import Staff
from core.jobs.schedule import Periodic, list_periodics
from core.plugin import hookspecs
from core.plugin.contributions import Slot
from core.scope import Actor, Scope
from fields_config.texts import language_name

if TYPE_CHECKING:
    from core.plugin.activation import TenantHooks

_ = TranslationStringFactory("core")

MOST = 10_000  # counted; more are many


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What goes away with a plugin, in words for administrators."""

    pages: tuple[str, ...]
    menu_entries: tuple[str, ...]
    jobs: tuple[str, ...]


REGISTRATION_CLOSES = _("Nobody new can register. Those who have registered go on signing in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many people and cases something meets now; as far as :data:`MOST`."""

    customers: int
    staff: int
    open_cases: int


def count_reach(scope: Scope) -> Reach:
    """Count who is signed in and what is being worked on."""
    cases = select(Case.id).where(Case.closed_at.is_(None)).limit(MOST)
    return Reach(
        customers=_count(scope, _signed_in(scope, WebSession.contact_id)),
        staff=_count(scope, _signed_in(scope, WebSession.staff_id)),
        open_cases=_count(scope, cases),
    )


def tell_people(scope: Scope) -> list[str]:
    """Return whom a change of everything meets now, to be translated."""
    reach = count_reach(scope)
    return [
        _(
            "Customers signed in now: ${count}",
            mapping={"count": shown_count(scope, reach.customers)},
        ),
        _("Staff signed in now: ${count}", mapping={"count": shown_count(scope, reach.staff)}),
        _(
            "Open cases: ${count}. They stay.",
            mapping={"count": shown_count(scope, reach.open_cases)},
        ),
    ]


def tell_readers(scope: Scope, gone: Iterable[str]) -> list[str]:
    """Return whom it meets that languages go, to be translated."""
    return [
        _(
            "${language}: ${count} of the people signed in now have chosen it. They will"
            " read the default language.",
            mapping={
                "language": language_name(code),
                "count": shown_count(scope, count_readers(scope, code)),
            },
        )
        for code in gone
    ]


def count_readers(scope: Scope, language: str) -> int:
    """Count the people signed in now who have chosen a language."""
    pairs: tuple[tuple[Any, Any], ...] = (
        (Contact, WebSession.contact_id),
        (Staff, WebSession.staff_id),
    )
    return sum(
        _count(
            scope,
            select(person.id).where(
                person.id.in_(_signed_in(scope, column)), person.locale == language
            ),
        )
        for person, column in pairs
    )


def _signed_in(scope: Scope, column: Any) -> Select[Any]:
    now = scope.now()
    query = select(column).where(WebSession.expires_at > now, column.is_not(None))
    return query.distinct().limit(MOST)


def _count(scope: Scope, query: Select[Any]) -> int:
    return scope.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def shown_count(scope: Scope, number: int) -> str:
    """Return a number that was counted only so far, as the reader writes numbers."""
    shown = scope.translator.number(number)
    return shown if number < MOST else f"{shown}+"


def describe_impact(
    scope: Scope, plugin: str, hooks: TenantHooks, addresses: Iterable[str]
) -> Impact:
    """Name what stops when the plugin is switched off.

    :param plugin: one that is on, for it is asked for its menu entries
    :param hooks: those of this plugin alone
    :param addresses: of its pages
    """
    return Impact(
        pages=tuple(addresses),
        menu_entries=tuple(dict.fromkeys(_menu_entries(scope, hooks))),
        jobs=tuple(_title(scope, periodic) for periodic in list_periodics(plugin)),
    )


def _menu_entries(scope: Scope, hooks: TenantHooks) -> Iterable[str]:
    # The portal's menu is a customer's: any will do, so it is none of those there are.
    anybody = scope.acting_as(Actor(kind="contact", id=new_id()))
    for slot in get_args(Slot):
        reader = anybody if slot == "portal" else scope
        for item in hooks.gather(hookspecs.menu_items, scope=reader, slot=slot):
            yield scope.translate(item.label)
    yield from (scope.translate(page.title) for page in hooks.admin_pages_by_route.values())


def _title(scope: Scope, periodic: Periodic) -> str:
    words = periodic.actor.partition(".")[2].replace("_", " ")
    return scope.translate(periodic.title) if periodic.title else words
