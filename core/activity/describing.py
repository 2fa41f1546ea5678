"""What the record holds in the reader's words, as the registered kinds of activity say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from core.activity.models import Activity
    from core.plugin.contributions import ActivityDetail, ActivityKind
    from core.scope import Scope

_ = TranslationStringFactory("core")

# Known of any kind: whom it concerns, if that is not who did it.
CONTACT, CONTACT_LABEL = "contact_id", _("Contact")
WHO = "who"  # the same person's name, for members of staff


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One thing that somebody did or tried, in words.

    :ivar details: what is known of it: ``Score: 5``
    """

    at: datetime
    actor: str
    kind: str
    title: str
    details: tuple[str, ...]


def list_kinds(scope: Scope) -> dict[str, str]:
    """Return what features and the enabled plugins record: a kind's name -> its title in words."""
    return {
        name: scope.translate(kind.title)
        for name, (owner, kind) in scope.hooks.activity_kinds().items()
        if owner in scope.hooks.enabled
    }


def describe_activity(
    scope: Scope,
    rows: Iterable[Activity],
    names: Mapping[str, str],
    *,
    about: UUID | None = None,
) -> list[ActivityLine]:
    """Put recorded activity into words. What nobody registered shows as it is.

    Customers read who did it without names of staff, and of what is known only what a registered
    kind shows them.

    :param names: id -> the name of a person or an account
    :param about: the contact whose activity it is, who need not be named in each line
    """
    return [_Reader(scope, row, names, about).line() for row in rows]


class _Reader:
    """Says one activity in words."""

    def __init__(
        self, scope: Scope, row: Activity, names: Mapping[str, str], about: UUID | None
    ) -> None:
        self._scope = scope
        self._row = row
        self._names = names
        self._about = about
        self._is_customers = scope.actor.audience == "customer"
        self._owner = ""
        self._kind: ActivityKind | None = None
        if row.kind in (kinds := scope.hooks.activity_kinds()):
            self._owner, self._kind = kinds[row.kind]

    def line(self) -> ActivityLine:
        row, kind = self._row, self._kind
        return ActivityLine(
            at=row.at,
            actor=self._who() if self._is_customers else row.actor_name,
            kind=row.kind,
            title=self._scope.translate(kind.title) if kind is not None else row.kind,
            details=tuple(self._pair(label, text) for label, text in self._details() if text),
        )

    def _who(self) -> str:
        """Say who did it as customers may know: staff and programs act for the organisation."""
        row = self._row
        if row.actor_id is not None and row.actor_id == self._scope.actor.id:
            return self._scope.translate(_("You"))
        if row.actor_kind in ("contact", "third_party", "anonymous"):
            return row.actor_name
        return self._scope.tenant.name

    def _pair(self, label: str, text: str) -> str:
        pair = {"label": self._scope.translate(label), "value": text}
        return self._scope.translate(_("${label}: ${value}", mapping=pair))

    def _details(self) -> Iterator[tuple[str, str]]:
        """Yield labels, and the values in words; there are none for ids that say nothing."""
        row = self._row
        known: dict[str, Any] = dict(row.data)
        if row.contact_id is not None and row.contact_id != row.actor_id:
            known.pop(WHO, None)
            if row.contact_id != self._about:
                yield CONTACT_LABEL, self._names.get(str(row.contact_id), "")
        for detail in self._kind.details if self._kind is not None else ():
            if detail.key in known and not (detail.staff_only and self._is_customers):
                yield detail.label, self._say(detail, known.pop(detail.key))
        if self._is_customers:
            return
        # PostgreSQL has an order of its own for what is stored.
        for key in sorted(known):
            yield key, self._plainly(known[key], {})

    def _say(self, detail: ActivityDetail, value: Any) -> str:
        described = None
        if detail.describe is not None:
            given = self._scope, self._row.data
            described = self._scope.hooks.describe_activity(self._owner, detail.describe, *given)
        return self._plainly(value, detail.words) if described is None else described

    def _plainly(self, value: Any, words: Mapping[str, str]) -> str:
        """Return a value in words, or nothing for an id that says nothing to people."""
        if isinstance(value, bool):
            return self._scope.translate(_("Yes") if value else _("No"))
        if isinstance(value, list):
            return ", ".join(self._plainly(one, words) for one in value)
        if value is None or _is_id(value):
            return self._names.get(str(value), "")
        return self._scope.translate(words.get(str(value), str(value)))


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
