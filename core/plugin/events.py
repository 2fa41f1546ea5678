"""The data of an event, as plugins get it. It waits for them in the outbox, as JSON."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EventActor:
    """Who did something: no more than what may be stored for later.

    :param name: as it was at that moment
    """

    kind: Literal["contact", "third_party", "staff", "api", "system", "anonymous"]
    id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The circumstances of something that happened.

    :param actor: who did it
    :param at: when; an aware moment
    :param causes: the plugins and core jobs whose own work led to it, the first one first; empty
        where a person's own request did
    """

    actor: EventActor
    at: datetime
    causes: tuple[str, ...] = ()


def read_event(
    spec: Callable[..., Any], stored: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return what :meth:`core.scope.Scope.event` has made to be stored, as a hook's arguments.

    The release that stored it may have been another one: what it did not store yet is filled in,
    and what the hook no longer takes is left out.

    :param now: stands for the moment, where that was not stored
    """
    given = {
        name: _read(str(parameter.annotation), stored[name])
        for name, parameter in inspect.signature(spec).parameters.items()
        if name in stored
    }
    actor = stored.get("actor", {"kind": "system"})
    given["event"] = Event(
        actor=EventActor(
            kind=actor["kind"],
            id=UUID(actor["id"]) if actor.get("id") else None,
            name=actor.get("name", ""),
        ),
        at=datetime.fromisoformat(stored["at"]) if "at" in stored else now,
        causes=tuple(stored.get("causes", ())),
    )
    return given


def _read(annotation: str, value: Any) -> Any:
    if isinstance(value, str) and "UUID" in annotation:
        return UUID(value)
    if isinstance(value, str) and "datetime" in annotation:
        return datetime.fromisoformat(value)
    return value
