"""The jobs that exist, by name."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import core

if TYPE_CHECKING:
    from core.jobs.job import Job
    from core.scope import Scope

P = ParamSpec("P")
NOTHING = inspect.Signature()
ATTEMPTS = 10  # with our pauses: about ten hours


@dataclass(frozen=True, slots=True)
class JobActor:
    """How to do one kind of job. After ``attempts`` tries it is given up.

    :param takes: the names of what it is given, and which of them may be left out
    :param is_tenants: it works on one tenant's data
    """

    name: str
    run: Callable[..., None]
    origin: str
    attempts: int = ATTEMPTS
    takes: inspect.Signature = NOTHING
    is_tenants: bool = False


_actors: dict[str, JobActor] = {}


def actor(
    *, name: str, attempts: int = ATTEMPTS
) -> Callable[[Callable[Concatenate[Scope, P], None]], Callable[Concatenate[Scope, P], None]]:
    """Declare a job that works on one tenant's data.

    It runs as the system in a transaction of its own; its effects and "done" commit together, so
    they happen once. Raising rolls back and tries again later.

    :param name: ``<feature>.<verb_noun>``, unique
    :param attempts: how often it is tried
    """

    def declare(
        function: Callable[Concatenate[Scope, P], None],
    ) -> Callable[Concatenate[Scope, P], None]:
        plain: Callable[..., None] = function

        def run(job: Job, *args: Any) -> None:
            with job.complete() as scope:
                plain(scope, *args)

        _add(name, run, function, attempts, is_tenants=True)
        return function

    return declare


def bare_actor(
    *, name: str, attempts: int = ATTEMPTS
) -> Callable[[Callable[Concatenate[Job, P], None]], Callable[Concatenate[Job, P], None]]:
    """Declare a job that opens its transactions itself.

    For work that must not hold a transaction open (talking to the outside), or that spans tenants.
    It has to end within ``job.complete()`` or ``job.complete_everywhere()``.
    """

    def declare(
        function: Callable[Concatenate[Job, P], None],
    ) -> Callable[Concatenate[Job, P], None]:
        plain: Callable[..., None] = function
        _add(name, plain, plain, attempts, is_tenants=False)
        return function

    return declare


def _add(
    name: str,
    run: Callable[..., None],
    function: Callable[..., None],
    attempts: int,
    *,
    is_tenants: bool,
) -> None:
    origin = f"{function.__module__}.{function.__qualname__}"
    taken = _actors.get(name)
    if taken is not None and taken.origin != origin:
        raise ValueError(f"the job '{name}' is declared by {taken.origin} already")
    signature = inspect.signature(function)
    takes = signature.replace(parameters=list(signature.parameters.values())[1:])
    _actors[name] = JobActor(name, run, origin, attempts, takes, is_tenants)


def find_actor(name: str) -> JobActor:
    """Return the job of that name.

    :raises LookupError: nobody declared it; its plugin may have been left out
    """
    try:
        return _actors[name]
    except KeyError:
        raise LookupError(f"there is no job '{name}' here") from None


def list_actors() -> list[JobActor]:
    """Return every job that was declared in this process."""
    return list(_actors.values())


@cache
def load_core_tasks() -> None:
    """Import every core feature's ``tasks.py``; those of the plugins come with the plugins."""
    for feature in pkgutil.iter_modules(core.__path__):
        name = f"core.{feature.name}.tasks"
        if feature.ispkg and importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
