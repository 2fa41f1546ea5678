"""A tenant of the product with people in it, and what they do there through the real services."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.cases import services
from core.clock import utc_now
from core.errors import VentanillaError
from core.fields.services.publishing import install_form
from core.files.services import owner_of, stage_upload
from core.identity.models.account import Membership
from core.scope import Actor
from core.tenancy.services import create_tenant
from core.testing.cases import actor_of, edit_case, file_case
from fields_config.definition import Option
from tests.properties.case_life.model import AGENTS, CONTACTS, READER, SPY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from core.platform import Platform
    from core.scope import Scope

AGENT = ("cases:read", "cases:answer", "cases:change")
PRODUCT = "general/question/information"
LANGUAGES = ("es", "en", "pt", "fr", "de", "it")
# A second closed status, from which there is no way back.
REJECTED = Option(
    key="rejected",
    labels=dict.fromkeys(LANGUAGES, "Zurückgestellt"),
    kind="closed",
    color="#000000",
)


@dataclass(frozen=True)
class Makers:
    """The fixtures that make people, for any tenant."""

    contact: Callable[..., Any]
    staff: Callable[..., Any]
    account: Callable[..., Any]


class TenantDriver:
    """One tenant.

    :param slug: of a tenant that is not there yet
    """

    _numbers = count(1)

    def __init__(self, platform: Platform, make: Makers, name: str) -> None:
        self.platform = platform
        self.slug = f"{name}-{next(self._numbers)}"
        with platform.every_tenant() as session:
            tenant = create_tenant(session, slug=self.slug, name=name, now=utc_now(), locale="en")
            self.id = tenant.id
        self.people = {
            **{name: self._make(make.contact, name, first_name=name) for name in CONTACTS},
            **{name: self._make(make.staff, name, name=name) for name in (*AGENTS, READER)},
        }
        self.change_contact("clara", verified_at=None)
        ana, bruno = self.people["ana"], self.people["bruno"]
        members = {ana: {"can_create_for": True}, bruno: {"can_view_cases": True}}
        self.account = make.account(slug=self.slug, members=members)
        self.change_field("status", lambda f: replace(f, options=(*f.options, REJECTED)))

    def _make(self, make: Callable[..., Any], who: str, **values: Any) -> Any:
        return make(slug=self.slug, email=f"{who}@{self.slug}.example", **values)

    # Who acts

    def actor(self, name: str) -> Actor:
        if name == SPY:
            looking = self.people[AGENTS[0]].id
            return replace(actor_of(self.people["ana"]), impersonator_id=looking)
        return actor_of(self.people[name], *self._permissions(name))

    def _permissions(self, name: str) -> tuple[str, ...]:
        return AGENT if name in AGENTS else AGENT[:1] if name == READER else ()

    @contextmanager
    def scope(self, name: str = "") -> Iterator[Scope]:
        """Open a transaction that commits; of the system, if nobody is named."""
        options = {"actor": self.actor(name)} if name else {}
        with self.platform.scope(self.slug, **options) as scope:
            yield scope

    @contextmanager
    def reading(self) -> Iterator[Scope]:
        """Open a transaction of the system that changes nothing."""
        with self.platform.scope(self.slug, reading=True) as scope:
            yield scope

    def let(self, name: str, act: Callable[[Scope], Any]) -> Any:
        """Let somebody act, and commit even if it was refused; return what came of it."""
        with self.scope(name) as scope:
            try:
                return act(scope)
            except VentanillaError as error:
                return error

    # What people do with cases

    def stage(self, name: str, word: str) -> str:
        """Upload a file and let it wait."""
        with self.scope(name) as scope:
            stream = io.BytesIO(word.encode())
            owner = owner_of(scope.actor)
            return str(stage_upload(scope, stream, f"{word}.txt", owner=owner).id)

    def create(self, scope: Scope, once: str, contact: str, values: dict[str, Any]) -> Any:
        account = {"account": str(self.account.id)} if values.pop("with_account", False) else {}
        assignee = values.pop("assignee", None)
        return file_case(
            scope,
            {"product": PRODUCT, **values, **account},
            contact_id=self.people[contact].id,
            assignee_id=self.id_of(assignee),
            once=once,
        )

    def change(self, scope: Scope, number: int, changes: dict[str, Any], seen: int | None) -> Any:
        values = dict(changes)
        if "cc" in values:
            values["cc"] = list(values["cc"])
        return edit_case(scope, services.get_case(scope, number), values, version=seen)

    def assign(self, scope: Scope, number: int, name: str | None) -> Any:
        return services.assign_case(scope, services.get_case(scope, number), self.id_of(name))

    def id_of(self, name: str | None) -> UUID | None:
        return None if name is None else self.people[name].id

    # What admins do

    def change_field(self, key: str, change: Callable[[Any], Any]) -> None:
        with self.scope() as scope:
            form = scope.tenant.form("case")
            install_form(scope, "case", form.with_field(change(form.field(key))))

    def change_contact(self, name: str, **columns: Any) -> None:
        self._change(self.people[name], columns)

    def change_staff(self, name: str, **columns: Any) -> None:
        self._change(self.people[name], columns)

    def change_membership(self, name: str, **columns: Any) -> None:
        with self.scope() as scope:
            query = select(Membership).where(Membership.contact_id == self.people[name].id)
            row = scope.session.scalars(query).one()
            for key, value in columns.items():
                setattr(row, key, value)

    def _change(self, person: Any, columns: dict[str, Any]) -> None:
        with self.scope() as scope:
            row = scope.session.merge(person)
            for key, value in columns.items():
                setattr(row, key, value)
