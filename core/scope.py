"""The scope: the first parameter of every service.

It is the same for a request, a job, the command line and a test. Services take everything they need
to know about their surroundings from it; they never commit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar
from uuid import UUID

from core.clock import Clock, utc_now
from core.db.guard import only_look
from core.db.outbox import OutboxMessage
from core.encryption import decrypt, purpose_of_setting
from core.errors import ForbiddenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.i18n import Translator
    from core.plugin.activation import TenantHooks
    from core.plugin.links import Links, Reader
    from core.settings.environment import Settings
    from core.tenancy.config import TenantConfig
    from core.value_cache import ValueCache

P = ParamSpec("P")
T = TypeVar("T")
DELIVER_EVENT = "core.deliver_event"
ActorKind = Literal["contact", "third_party", "staff", "api", "system", "anonymous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts.

    :ivar impersonator_id: the member of staff who views pages as this contact
    :ivar case_id: the one case to which a third party may write, and which is all that they reach;
        ``id`` is then the contact that they are known as, if they are
    """

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    permissions: frozenset[str] = frozenset()
    impersonator_id: UUID | None = None
    session_id: UUID | None = None
    case_id: UUID | None = None

    @property
    def is_contact(self) -> bool:
        return self.kind == "contact"

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_third_party(self) -> bool:
        return self.kind == "third_party"

    @property
    def audience(self) -> Literal["customer", "agent"]:
        """The audience whose field policy applies: ``agent`` for staff and the system only."""
        return "agent" if self.kind in ("staff", "system") else "customer"

    def may(self, permission: str) -> bool:
        return self.kind == "system" or permission in self.permissions


SYSTEM = Actor(kind="system", name="Ventanilla")
ANONYMOUS = Actor(kind="anonymous")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One actor's view of one tenant, for the duration of one transaction.

    :ivar causes: the chain of plugins and core jobs that led to this work, the first one first;
        empty where a person acts
    """

    session: Session
    tenant: TenantConfig
    actor: Actor
    hooks: TenantHooks
    links: Links
    translator: Translator
    settings: Settings
    values: ValueCache
    clock: Clock = utc_now
    request_id: str = ""
    causes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # An impersonator only reads, even if a service switches to another actor.
        if self.actor.impersonator_id is not None:
            only_look(self.session)

    @property
    def tenant_id(self) -> UUID:
        return self.tenant.id

    @property
    def locale(self) -> str:
        return self.translator.locale

    def now(self) -> datetime:
        return self.clock()

    def acting_as(self, actor: Actor) -> Scope:
        """Return the scope for another actor, for example for the system."""
        return replace(self, actor=actor)

    def secret(self, section: str, name: str) -> str:
        """Decrypt a secret setting for immediate use; it is empty if it was never set.

        :param section: the plugin's name, or that of a core feature
        :param name: a setting whose node says ``widget_name="secret"``
        :raises core.encryption.UnreadableError: the secret with which it was encrypted is no longer
            configured
        """
        token = self.tenant.secrets.get(section, {}).get(name)
        if token is None:
            return ""
        return decrypt(self.settings, token, purpose_of_setting(self.tenant_id, section, name))

    def cache(self, key: str, ttl: timedelta, make: Callable[[], T]) -> T:
        """Return what was made under the key not long ago, or make it now.

        Each process remembers by itself, up to 200 values of a tenant, and forgets all of them
        with each change of the tenant's settings and each switch of a plugin. A value may be gone
        at any time, and be made twice at once; whoever asks with the key is given it, in any
        language and with any permission, so name in the key what else it depends on. Remember
        small things that nobody changes: a tuple or a frozen dataclass, and no rows.

        :param key: begins with the plugin's name: ``visits.weather``
        :param ttl: how old it may become
        :param make: called without a lock; what it raises is raised, and nothing is remembered
        :raises ValueError: the key begins with the name of no plugin
        """
        owner, dot, _rest = key.partition(".")
        if not dot or owner not in self.tenant.domains:
            raise ValueError(f"the key '{key}' must begin with the name of a plugin and a dot")
        return self.values.get((self.tenant.id, self.tenant.version), key, self.now(), ttl, make)

    def enqueue(
        self,
        actor: str,
        *args: str | int | UUID | dict[str, Any] | list[Any] | None,
        delay: timedelta = timedelta(),
        plugin: str | None = None,
        once: str | None = None,
    ) -> OutboxMessage:
        """Request a job in this transaction: it runs after commit, and never if this rolls back.

        :param actor: the dramatiq actor's name, for example ``mail.send_mail``
        :param args: ids and other JSON-able values; UUIDs are stored as text
        :param delay: how long to wait at least
        :param plugin: the job is dropped if this plugin is off when it is due; by default the
            plugin whose name begins the job's name
        :param once: a key that is never used again; using it twice raises
            :class:`sqlalchemy.exc.IntegrityError`
        """
        now = self.now()
        owner = actor.partition(".")[0]
        if plugin is None and owner != "core" and owner in self.tenant.domains:
            plugin = owner
        row = OutboxMessage(
            tenant_id=self.tenant_id,
            actor=actor,
            args=[str(arg) if isinstance(arg, UUID) else arg for arg in args],
            plugin=plugin,
            locale=self.locale,
            due_at=now + delay,
            created_at=now,
            once=once,
            causes=list(self.causes),
        )
        self.session.add(row)
        return row

    def announce(self, spec: Callable[P, None], *, at: datetime | None = None, **what: Any) -> None:
        """Notify every enabled plugin of an event: one job each, after commit, retried separately.

        The event has the scope's actor and causes.

        :param spec: the hook in :mod:`core.plugin.hookspecs`, for example ``case_created``
        :param at: when it happened, unless now
        :param what: the hook's remaining parameters except ``scope``; UUIDs and JSON-able values
        """
        plugins = self.hooks.plugins_with(spec)
        if plugins:
            event = self.event(at=at, **what)
            for plugin in plugins:
                self.enqueue(DELIVER_EVENT, plugin, spec.__name__, event, plugin=plugin)

    def event(self, *, at: datetime | None = None, **what: Any) -> dict[str, Any]:
        """Return the stored form of an event, which :func:`core.plugin.events.read_event` reads."""
        actor = {"kind": self.actor.kind, "id": self.actor.id, "name": self.actor.name}
        moment = (at or self.now()).isoformat()
        return _as_json({**what, "actor": actor, "at": moment, "causes": list(self.causes)})

    def link(
        self, name: str, reader: Reader = "customer", /, **parts: str | int | UUID
    ) -> str | None:
        """Return the absolute address of a named page, for mails; ``None`` if no page has the name.

        The core or an enabled plugin gives its page the name with ``link=`` of the route. On pages,
        ``scope.links.path`` returns the path.

        :param name: of :data:`core.plugin.links.LINKS`, for example ``case``
        :param reader: who will follow the link: customers and staff have pages of their own
        :param parts: values of the path's variables: ``number=case.number``
        """
        path = self.links.path(name, reader, **parts)
        return None if path is None else self.tenant.url(path)

    def translate(self, message: str) -> str:
        """Translate a message into the scope's language."""
        return self.translator.translate(message)

    def require(self, *permissions: str) -> None:
        """Refuse an actor who lacks one of the permissions.

        :raises core.errors.ForbiddenError: naming the permission
        """
        missing = [p for p in permissions if not self.actor.may(p)]
        if missing:
            raise ForbiddenError(", ".join(missing))


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with ids as text."""
    return {
        key: _as_json(value)
        if isinstance(value, dict)
        else str(value)
        if isinstance(value, UUID)
        else value
        for key, value in values.items()
    }
