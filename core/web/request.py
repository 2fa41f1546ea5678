"""The request with what views need: scope, tenant, session."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from pyramid.decorator import reify
from pyramid.httpexceptions import HTTPBadRequest, HTTPNotFound
from pyramid.request import Request as PyramidRequest
from structlog.contextvars import bind_contextvars

from core.db.session import make_session
from core.identity.services.sessions import Visitor, find_visitor
from core.scope import ANONYMOUS, Scope
from core.tenancy.lookup import find_tenant_by_host
from core.web.bodies import FORM, READING
from core.web.browser_preferences import THEMES
from core.web.form_body import read_form, read_query
from core.web.languages import negotiate
from core.web.messages import store_message
from core.web.programs import acting_as_program

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from core.identity.services.impersonation import Looking
    from core.platform import Platform
    from core.plugin.route_table import Audience
    from core.tenancy.config import TenantConfig
    from core.web.form_body import SentForm

LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"
STRANGER = Visitor(ANONYMOUS)
DIGITS = re.compile("[0-9]{1,9}")  # Python raises for thousands, and no database takes them
HOST = re.compile(r"(?P<name>[a-z0-9.-]{1,253})(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class Request(PyramidRequest):
    """A request to one tenant.

    :ivar impersonation: the visit that it belongs to (:mod:`core.web.impersonating`)
    :ivar looks_only: whether nothing is written for it
    """

    matchdict: dict[str, str]
    impersonation: Looking | None = None
    looks_only = False

    @property
    def platform(self) -> Platform:
        platform: Platform = self.registry.platform
        return platform

    @property
    def POST(self) -> Any:  # noqa: N802  # WebOb's name
        """Read the form that was sent.

        :raises HTTPBadRequest: what was sent is none, such as parts whose boundary is not named
        """
        if FORM not in self.environ:
            files = ExitStack()
            try:
                self.environ[FORM] = read_form(self, files), files
            except ValueError:
                files.close()
                raise HTTPBadRequest from None
            except BaseException:
                files.close()
                raise
        return self.environ[FORM][0]

    @reify
    def GET(self) -> SentForm:  # noqa: N802  # WebOb's name
        """Read what follows the question mark of the address.

        :raises HTTPBadRequest: it is no text
        """
        try:
            return read_query(self.query_string)
        except ValueError:
            raise HTTPBadRequest from None

    def typed(self, name: str, *, anywhere: bool = False) -> str:
        """Return a text of the posted form; empty if there is none, or a file in its place.

        :param anywhere: take it from the address as well
        """
        value = (self.params if anywhere else self.POST).get(name, "")
        return value if isinstance(value, str) else ""

    def typed_number(self, name: str) -> int | None:
        """Return a whole number of the posted form, such as a version; no other than we wrote."""
        text = self.typed(name)
        return int(text) if DIGITS.fullmatch(text) else None

    @reify
    def request_id(self) -> str:
        return uuid4().hex[:16]

    @reify
    def db(self) -> Session:
        """Open the session: it commits if the view returns and rolls back if it raises."""
        manager = self.tm if self.environ.get("tm.active") else None
        session = make_session(self.platform.engine, manager, reading=self.method in READING)
        if manager is None:
            # An error page, after the transaction has ended: it only reads.
            self.add_finished_callback(lambda _request: session.close())
        return session

    @reify
    def tenant(self) -> TenantConfig:
        """Find the tenant that the host name belongs to.

        :raises HTTPNotFound: no tenant has that host
        """
        # Redirects repeat what stands here, so a port is digits and not "80@evil.example".
        host = HOST.fullmatch(self.host)
        if host is None:
            raise HTTPNotFound
        base_host = self.platform.settings.base_domain.partition(":")[0]
        found = find_tenant_by_host(self.db, host["name"].lower(), base_host)
        if found is None:
            raise HTTPNotFound
        tenant = self.platform.configs.get(self.db, *found)
        bind_contextvars(tenant=tenant.slug)
        return tenant

    @property
    def audience(self) -> Audience:
        """Whom the page is for, as its route says."""
        if self.matched_route is None:
            return "staff" if self._is_behind_counter else "customer"
        audience: Audience = self.registry.routes.audiences.get(self.matched_route.name, "public")
        return audience

    @property
    def is_for_programs(self) -> bool:
        """Whether no person looks at what is answered."""
        return self.matched_route is not None and self.audience == "program"

    @reify
    def _is_behind_counter(self) -> bool:
        """Whether an address that leads nowhere would be for staff: others that begin like it are.

        One that begins like no other is for whoever has signed in.
        """
        first = self.path.split("/")[1]
        names = (n for p, n in self.registry.routes.patterns.items() if p.split("/")[1] == first)
        around = {self.registry.routes.audiences[name] for name in names}
        if around or self.session_cookie_name not in self.cookies:
            return "staff" in around
        return "staff" in self.session and "contact" not in self.session

    @reify
    def visitor(self) -> Visitor:
        """Who is signed in, on this side of the counter; a stranger if nobody is."""
        if self.is_for_programs:
            return STRANGER
        if self.impersonation is not None:
            return self.impersonation.visitor
        kind: Literal["contact", "staff"] = "staff" if self.audience == "staff" else "contact"
        token = self.session.get(kind) if self.session_cookie_name in self.cookies else None
        if not isinstance(token, str):
            return STRANGER
        offered = self.platform.plugins.permissions_of(self.tenant.plugins)
        now = self.platform.clock()
        visitor = find_visitor(self.db, self.tenant, kind, token, now, offered=offered)
        return visitor or STRANGER

    @property
    def had_session(self) -> bool:
        """Whether somebody had signed in here, on this side of the counter, and it is over."""
        kind = "staff" if self.audience == "staff" else "contact"
        has_cookie = self.session_cookie_name in self.cookies
        return has_cookie and self.visitor is STRANGER and bool(self.session.get(kind))

    @property
    def session_cookie_name(self) -> str:
        return "__Host-ventanilla" if self.scheme == "https" else "ventanilla"

    @reify
    def scope(self) -> Scope:
        """Make what the services are given."""
        scope = self.platform.make_scope(
            self.db, self.tenant, self.visitor.actor, self.language, self.request_id
        )
        if self.is_for_programs:
            scope = acting_as_program(scope, self.headers)
        if scope.actor.id is not None:
            bind_contextvars(actor=str(scope.actor.id))
        return scope

    @reify
    def language(self) -> str:
        """Choose: the person's choice, the cookie, the browser's wish, the tenant's default."""
        offered = self.tenant.languages
        for choice in (self.visitor.locale, self.cookies.get(LANGUAGE_COOKIE)):
            if choice in offered:
                return str(choice)
        wish = negotiate(self.headers.get("Accept-Language", ""), offered)
        return wish or self.tenant.default_locale

    @property
    def theme(self) -> str:
        """The appearance that the browser was told to remember."""
        chosen: str = self.cookies.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else next(iter(THEMES))

    @property
    def time_zone(self) -> str:
        zone: str = self.visitor.time_zone or self.tenant.time_zone
        return zone

    def flash_message(self, kind: str, text: str, undo: UUID | None = None) -> None:
        """Show a sentence on the next page.

        :param kind: ``success``, ``info``, ``warning`` or ``danger``
        :param undo: the step by which what it tells can be taken back (:mod:`core.undo`)
        """
        store_message(self.session, kind, self.scope.translate(text), str(undo) if undo else "")
