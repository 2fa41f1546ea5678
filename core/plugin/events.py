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

    kind: Literal["contact", "staff", "api", "system", "anonymous"]
    id: UUID | None = None
    name: str = ""


def read_event(
    spec: Callable[..., Any], stored: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return what :meth:`core.scope.Scope.event` has made to be stored, as a hook's arguments.

    The release that stored it may have been another one: what it did not store yet is filled in,
    and what the hook no longer takes is left out.

    :param now: stands for the moment, where that was not stored
    """
    filled = {"actor": {"kind": "system"}, "at": now.isoformat(), "causes": [], **stored}
    parameters = inspect.signature(spec).parameters
    return {
        name: _read(str(parameter.annotation), filled[name])
        for name, parameter in parameters.items()
        if name in filled
    }


def _read(annotation: str, value: Any) -> Any:
    if isinstance(value, str):
        if "UUID" in annotation:
            return UUID(value)
        return datetime.fromisoformat(value) if "datetime" in annotation else value
    if "EventActor" in annotation:
        found = value.get("id")
        return EventActor(value["kind"], UUID(found) if found else None, value.get("name", ""))
    return tuple(value) if annotation.startswith("tuple") else value
