"""Calling hooks for one tenant: only its enabled plugins, each behind a fence.

For every set of enabled plugins there is one :class:`TenantHooks`, cached; it holds a tuple of
functions per hook, so a call costs little more than the functions themselves. Pluggy decides what
an implementation is and in which order they come. What a plugin may do to the caller is in
:mod:`core.plugin.hook_call`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, Self, TypeVar

from core.errors import Refused, VentanillaError
from core.plugin import hookspecs, watchdog
from core.plugin.answers import (
    MOST,
    kind_of,
    plain,
    read_changes,
    read_choice,
    read_list,
    read_nothing,
    read_text,
    read_verdict,
)
from core.plugin.contributions import LONGEST
from core.plugin.hook_call import FAILED, HookCall

if TYPE_CHECKING:
    import pluggy

    from core.plugin.breaker import CircuitBreaker
    from core.plugin.case_lists import ListPart
    from core.plugin.contributions import ActivityKind
    from core.plugin.registrations import Registrations
    from core.scope import Scope

Part = TypeVar("Part", bound="ListPart")
T = TypeVar("T")
U = TypeVar("U")
P = ParamSpec("P")


class RestingError(VentanillaError):
    """An event's hook is disabled for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the hook failed too often and rests for {seconds:.0f} s")
        self.seconds = seconds


class UnansweredError(VentanillaError):
    """A plugin that has to be asked failed just now, or is disabled."""


class Source(NamedTuple):
    """Whose function it is, for the circuit breaker and the admin's page."""

    plugin: str
    hook: str

    @classmethod
    def of(cls, spec: Callable[..., Any], part: ListPart) -> Self:
        """Return the source of the functions of a part that was declared by a start-up hook."""
        return cls(part.plugin, f"{spec.__name__} {part.name}")

    @property
    def query(self) -> Source:
        """The source of a query with the condition that the function returned.

        It is counted apart: a function that comes back well says nothing of what it asks for.
        """
        return Source(self.plugin, f"{self.hook} (query)")


class _Function(NamedTuple):
    """A function that came with a registration, called as an implementation of its hook is."""

    plugin_name: str
    function: Callable[[], Any]
    argnames: tuple[str, ...] = ()


class TenantHooks:
    """The hooks of one set of enabled plugins. See :mod:`core.plugin.hookspecs` for the groups.

    :param manager: pluggy, with every feature and every installed plugin
    :param enabled: names of the features and plugins that may be called
    :param registrations: what all of them registered, enabled or not
    :ivar channels: those of the core and of the enabled plugins, by name
    :ivar admin_pages: section -> the enabled ones' pages of the administration, in their order
    """

    def __init__(
        self,
        manager: pluggy.PluginManager,
        enabled: frozenset[str],
        breaker: CircuitBreaker,
        registrations: Registrations,
    ) -> None:
        self.enabled = enabled
        self._manager = manager
        self._registrations = registrations
        self.channels = registrations.channels_of(enabled)
        pages = registrations.admin_pages_of(enabled)
        self.admin_pages_by_route = {page.route: page for page in pages}
        self.admin_pages = {
            section: tuple(page for page in pages if page.section == section)
            for section in dict.fromkeys(page.section for page in pages)
        }
        self._breaker = breaker
        self._hooks: dict[str, tuple[pluggy.HookImpl, ...]] = {
            # Pluggy lists them in reverse order of calling.
            name: tuple(one for one in caller.get_hookimpls()[::-1] if one.plugin_name in enabled)
            for name, caller in vars(manager.hook).items()
            if not name.startswith("_")
        }
        self._declared: dict[str, tuple[Any, ...]] = {}

    def declared(self, spec: Callable[[], list[Part]]) -> tuple[Part, ...]:
        """Return the parts that were declared at start-up, in the order of their positions."""
        name = spec.__name__
        if name not in self._declared:
            found = (part for owner, part in self._registrations.of(spec) if owner in self.enabled)
            in_order = sorted(found, key=lambda part: (part.position, part.name))
            self._declared[name] = tuple(in_order)
        return self._declared[name]

    def ask(
        self,
        scope: Scope,
        source: Source,
        function: Callable[[], Any],
        read: Callable[[str, Any], U],
    ) -> U | None:
        """Call a function that came with a registration, behind the same fence as a hook.

        What it writes is taken back. Features of the core are trusted.

        :param read: is given its owner's name and its answer, and returns what to make of it
        :returns: ``None`` if it failed, or its owner is off
        """
        owner, hook = source
        if owner in self._registrations.features:
            return read(owner, function())
        if owner not in self.enabled:
            return None
        with HookCall(self._breaker, hook, scope, watchdog.LIMIT, keeps=False) as call:
            answer = call.ask(_Function(owner, function), {}, read)
        return None if answer is FAILED else answer

    def find_spec(self, name: str) -> Callable[..., Any]:
        """Return a hook of the core's, or one that a plugin declares.

        :raises LookupError: nobody here declares it; its plugin may have been left out
        """
        caller = getattr(self._manager.hook, name, None)
        if caller is None or caller.spec is None:
            raise LookupError(f"nobody declares the hook '{name}' here")
        spec: Callable[..., Any] = caller.spec.function
        return spec

    def act(self, scope: Scope, source: Source, function: Callable[[], Any]) -> Any:
        """Call a function that came with a registration and may write, as checks may.

        :returns: its answer, a :class:`core.errors.Refused` in plain words, or ``FAILED``; what it
            wrote stays with an answer alone
        """
        if source.plugin not in self.enabled:
            return FAILED
        with HookCall(self._breaker, source.hook, scope, watchdog.LIMIT, keeps=True) as call:
            return call.ask(
                _Function(source.plugin, function),
                {},
                lambda _owner, answer: answer,
                partial(_in_plain_words, scope),
            )

    def plugins_with(self, spec: Callable[..., Any]) -> tuple[str, ...]:
        """Return the enabled plugins that implement the hook, in the order of their names."""
        return tuple(impl.plugin_name for impl in self._hooks[spec.__name__])

    def title_of(self, owner: str) -> str:
        """Return what people call a feature or a plugin, translatable; its name if it is gone."""
        return self._registrations.titles.get(owner, owner)

    def title_of_mail(self, kind: str) -> str:
        """Return what the record calls a kind of mail, translatable; the kind if nobody says."""
        return self._registrations.mails.get(kind, kind)

    def activity_kinds(self) -> Mapping[str, tuple[str, ActivityKind]]:
        """Return the kinds of activity by name, with their owners, enabled or not."""
        return self._registrations.activity

    def describe_activity(
        self,
        owner: str,
        describe: Callable[[Any, Mapping[str, Any]], str],
        scope: Scope,
        data: Mapping[str, Any],
    ) -> str | None:
        """Call a kind's function; None if its owner is off, or if it fails."""
        source = Source(owner, hookspecs.register_activity.__name__)
        return self.ask(scope, source, partial(describe, scope, data), read_text)

    def gather(self, spec: Callable[P, list[T]], *args: P.args, **given: P.kwargs) -> list[T]:
        """Join the contributions of all enabled plugins; one that fails is left out.

        What a plugin writes while it is asked is taken back.
        """
        return self.gather_with(_as_it_is, spec, *args, **given)

    def gather_with(
        self, use: Callable[[T], U], spec: Callable[P, list[T]], *_args: P.args, **given: P.kwargs
    ) -> list[U]:
        """Like :meth:`gather`, and put each contribution to use behind the same fence.

        :param use: what may fail on a contribution that is wrong: draw it, look its route up
        """
        if not self._hooks[spec.__name__]:
            return []
        kind = kind_of(spec)

        def read(plugin: str, answer: Any) -> list[U]:
            found = read_list(kind, plugin, answer)
            return found if use is _as_it_is else [use(one) for one in found]

        return [one for found in self.collect(read, spec, **given) for one in found]

    def collect(
        self, read: Callable[[str, Any], U], spec: Callable[..., Any], **given: Any
    ) -> list[U]:
        """Return what ``read`` makes of each enabled plugin's answer; one that fails is left out.

        What a plugin writes while it is asked is taken back.

        :param read: is given the plugin's name and its answer, and raises if it is none
        """
        implementations = self._hooks[spec.__name__]
        if not implementations:
            return []
        with self._call(spec, given) as call:
            answers = [call.ask(impl, given, read) for impl in implementations]
        return [answer for answer in answers if answer is not FAILED]

    def gather_all(self, spec: Callable[P, list[T]], *_args: P.args, **given: P.kwargs) -> list[T]:
        """Join the contributions of all enabled plugins, of which none may be left out.

        :raises UnansweredError: a plugin failed, or is disabled
        """
        read = partial(read_list, kind_of(spec))
        joined: list[T] = []
        with self._call(spec, given) as call:
            for impl in self._hooks[spec.__name__]:
                found = call.ask(impl, given, read)
                if found is FAILED:
                    raise UnansweredError(impl.plugin_name)
                joined += found
        return joined

    def check(self, spec: Callable[P, None], *_args: P.args, **given: P.kwargs) -> None:
        """Call a check of every enabled plugin.

        :raises core.errors.Refused: a plugin does; any other failure of a plugin is no objection
        """
        implementations = self._hooks[spec.__name__]
        if not implementations:
            return
        shown = _read_only(given)
        read_refusal = partial(_in_plain_words, given["scope"])
        with self._call(spec, given, keeps=True) as call:
            for impl in implementations:
                answer = call.ask(impl, shown, read_verdict, read_refusal)
                if isinstance(answer, Refused):
                    raise answer

    def index(self, spec: Callable[P, None], *_args: P.args, **given: P.kwargs) -> None:
        """Let every enabled plugin write by what something is found; who fails wrote nothing."""
        implementations = self._hooks[spec.__name__]
        if not implementations:
            return
        with self._call(spec, given, keeps=True) as call:
            for impl in implementations:
                call.ask(impl, given, read_nothing)

    def adjust(
        self,
        spec: Callable[..., Any],
        name: str,
        value: T,
        use: Callable[[T, Any], T],
        **given: Any,
    ) -> T:
        """Let every enabled plugin change a value, one after the other; return what became of it.

        A plugin that fails, or whose changes do not fit, changes nothing.

        :param name: the parameter by which the hook is given the value
        :param use: returns the value with the changes; runs behind the fence, and raises for what
            does not fit
        """
        changes_of = partial(read_changes, kind_of(spec))
        for impl in self._hooks[spec.__name__]:

            def read(plugin: str, answer: Any, value: T = value) -> T:
                changes = changes_of(plugin, answer)
                return value if changes is None else use(value, changes)

            with self._call(spec, given, keeps=True) as call:
                answer = call.ask(impl, _read_only({**given, name: value}), read)
            if answer is not FAILED:
                value = answer
        return value

    def choose(self, spec: Callable[P, T | None], *_args: P.args, **given: P.kwargs) -> Iterator[T]:
        """Yield the answers one by one, until the caller has one that it accepts."""
        shown = _read_only(given)
        read = partial(read_choice, kind_of(spec))
        for impl in self._hooks[spec.__name__]:
            with self._call(spec, given, keeps=True) as call:
                answer = call.ask(impl, shown, read)
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
        :raises RestingError: it failed too often; not called
        """
        scope, limit = given["scope"], watchdog.EVENT_LIMIT
        for impl in self._hooks.get(hook, ()):
            if impl.plugin_name == plugin:
                with HookCall(self._breaker, hook, scope, limit, keeps=True) as call:
                    call.expected, call.budget = expected, limit
                    if call.ask(impl, given, read_nothing) is FAILED:
                        rest = self._breaker.rests_for((scope.tenant.id, plugin, hook))
                        raise call.error or RestingError(rest)

    def _call(
        self, spec: Callable[..., Any], given: Mapping[str, Any], *, keeps: bool = False
    ) -> HookCall:
        limit = watchdog.LIMIT
        return HookCall(self._breaker, spec.__name__, given["scope"], limit, keeps=keeps)


def _as_it_is(one: Any) -> Any:
    return one


def _read_only(value: Any) -> Any:
    """Return what nobody can change: the core goes on with the values that it lets plugins see."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: _read_only(one) for key, one in value.items()})
    return tuple(map(_read_only, value)) if isinstance(value, list) else value


def _in_plain_words(scope: Any, refusal: Refused) -> Refused:
    """Return the refusal as plain text, made while errors are still the plugin's."""
    message = plain(scope.translate(refusal.message))[:LONGEST]
    fields = {
        plain(key): plain(scope.translate(text))[:LONGEST]
        for key, text in islice(refusal.fields.items(), MOST)
    }
    return Refused(message, fields)
