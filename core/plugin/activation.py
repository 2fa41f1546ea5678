"""Calling hooks for one tenant: only the plugins it has on, each behind a fence.

For every set of enabled plugins there is one :class:`TenantHooks`, kept; it holds a tuple of
functions per hook, so a call costs little more than the functions themselves. Pluggy decides what
an implementation is and in which order they come. What a plugin may do to the caller is in
:mod:`core.plugin.supervision`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from core.errors import Refused
from core.plugin.answers import (
    LONGEST,
    MOST,
    copied,
    kind_of,
    plain,
    read_choice,
    read_list,
    read_verdict,
)
from core.plugin.fence import FencedCall, Writes
from core.plugin.supervision import FAILED, Implementation, Supervisor
from core.plugin.watch import EVENT_LIMIT, LIMIT

if TYPE_CHECKING:
    import pluggy

    from core.scope import Scope

T = TypeVar("T")
U = TypeVar("U")
P = ParamSpec("P")


class TenantHooks:
    """The hooks of one set of enabled plugins. See :mod:`core.plugin.hookspecs` for the groups.

    :param manager: pluggy, with every installed plugin
    :param enabled: names of the plugins that may be called
    :param supervisor: calls them
    """

    def __init__(
        self, manager: pluggy.PluginManager, enabled: frozenset[str], supervisor: Supervisor
    ) -> None:
        self.enabled = enabled
        self._supervisor = supervisor
        self._hooks: dict[str, tuple[Implementation, ...]] = {
            name: tuple(
                supervisor.implementation(name, impl)
                # Pluggy lists the one that is called first last.
                for impl in reversed(caller.get_hookimpls())
                if impl.plugin_name in enabled
            )
            for name, caller in vars(manager.hook).items()
            if not name.startswith("_")
        }

    def plugins_with(self, spec: Callable[..., Any]) -> tuple[str, ...]:
        """Return the enabled plugins that implement the hook, in the order of their names."""
        return tuple(impl.plugin for impl in self._hooks[spec.__name__])

    def gather(self, spec: Callable[P, list[T]], *args: P.args, **given: P.kwargs) -> list[T]:
        """Join the contributions of all enabled plugins; one that fails is left out.

        What a plugin writes while it is asked is taken back.
        """
        return self.gather_with(_as_it_is, spec, *args, **given)

    def gather_with(
        self,
        use: Callable[[T], U],
        spec: Callable[P, list[T]],
        *args: P.args,
        **given: P.kwargs,
    ) -> list[U]:
        """Like :meth:`gather`, and put each contribution to use behind the same fence.

        :param use: what may fail on a contribution that is wrong: draw it, look its route up
        """
        _no_positions(args)
        implementations = self._hooks[spec.__name__]
        if not implementations:
            return []
        kind = kind_of(spec)

        def read(plugin: str, answer: Any) -> list[U]:
            found = read_list(kind, plugin, answer)
            return found if use is _as_it_is else [use(one) for one in found]

        call = _fence(given, "undone")
        return self._supervisor.gather(implementations, call, given, read)

    def check(self, spec: Callable[P, None], *args: P.args, **given: P.kwargs) -> None:
        """Ask every enabled plugin whether it objects.

        :raises core.errors.Refused: a plugin does; any other failure of a plugin is no objection
        """
        _no_positions(args)
        call = _fence(given, "kept")
        for impl in self._hooks[spec.__name__]:
            answer = self._supervisor.call(
                impl, call, copied(given), lambda _plugin, found: read_verdict(found), _read_refusal
            )
            if isinstance(answer, Refused):
                raise answer

    def choose(self, spec: Callable[P, T | None], *args: P.args, **given: P.kwargs) -> Iterator[T]:
        """Yield the answers one by one: the caller takes the first that will do."""
        _no_positions(args)
        kind = kind_of(spec)
        call = _fence(given, "kept")
        for impl in self._hooks[spec.__name__]:
            answer = self._supervisor.call(
                impl, call, copied(given), lambda _plugin, answer: read_choice(kind, answer)
            )
            if answer is not FAILED and answer is not None:
                yield answer

    def deliver(
        self,
        plugin: str,
        hook: str,
        given: dict[str, Any],
        expected: tuple[type[Exception], ...] = (),
    ) -> None:
        """Call one plugin's event hook, in a job of its own: errors go to the job's retries.

        :param expected: what it may raise without that being a failure
        :raises core.plugin.supervision.RestingError: it failed too often; not called
        """
        for impl in self._hooks.get(hook, ()):
            if impl.plugin == plugin:
                call = FencedCall(given["scope"], "own", EVENT_LIMIT)
                self._supervisor.deliver(impl, call, given, expected)


def _fence(given: Mapping[str, Any], writes: Writes) -> FencedCall:
    return FencedCall(given["scope"], writes, LIMIT)


def _as_it_is(one: Any) -> Any:
    return one


def _read_refusal(scope: Scope, refusal: Refused) -> Refused:
    """Return the refusal in plain words: making them is still the plugin's own affair."""
    message = plain(scope.translate(refusal.message))[:LONGEST]
    fields = {
        plain(key): plain(scope.translate(text))[:LONGEST]
        for key, text in islice(refusal.fields.items(), MOST)
    }
    return Refused(message, fields)


def _no_positions(args: tuple[Any, ...]) -> None:
    if args:
        raise TypeError("hooks are called with named parameters")
