"""The whole application, and people who visit it without a browser."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, Literal

import pytest
from pyramid.request import Request
from pyramid.response import Response

from core.app import make_router, session_factory, wrap_middleware
from core.identity.services.sessions import open_session
from core.log import set_up_logging
from core.testing.database import TENANT

if TYPE_CHECKING:
    from uuid import UUID

    from pyramid.router import Router
    from webtest import TestApp

    from core.identity.models.contact import Contact
    from core.identity.models.staff import Staff
    from core.platform import Platform
    from core.testing.people import MakePerson

Kind = Literal["contact", "staff"]
Visit = Callable[..., "TestApp"]
Enter = Callable[["TestApp", str, Kind, "UUID"], None]


class Routers:
    """Routers by what they are made of. To make one takes longer than most tests; to move, nothing.

    The platform is all that a router knows of the test, so the next test's takes its place.
    """

    def __init__(self) -> None:
        self._made: dict[object, Router] = {}

    def over(self, platform: Platform) -> Router:
        """Return a router over this platform, and over no other from now on."""
        plugins = tuple(plugin.module for plugin in platform.plugins.plugins.values())
        made_of = (plugins, platform.settings.demo, platform.settings.secret)
        router = self._made.get(made_of)
        if router is None:
            router = make_router(platform)
            if len(platform.plugins.plugins) == len(plugins):
                # Else a plugin was left out, and the next platform has to hear of that as well.
                self._made[made_of] = router
        router.registry.platform = platform
        return router


@pytest.fixture(scope="session")
def routers() -> Routers:
    """The routers that this process has made so far."""
    return Routers()


@pytest.fixture
def app(platform: Platform, routers: Routers) -> Any:
    """The WSGI application over this test's own database."""
    set_up_logging(platform.settings)
    return wrap_middleware(routers.over(platform), platform.settings)


def sign_in_cookie(platform: Platform, slug: str, kind: Kind, person_id: UUID) -> tuple[str, str]:
    """Sign somebody in, and return the cookie that says so: its name and its value."""
    with platform.scope(slug) as scope:
        token = open_session(scope, kind, person_id, device="Test")
    return session_cookie(platform, {kind: token})


def session_cookie(
    platform: Platform, values: dict[str, str], scheme: str = "http"
) -> tuple[str, str]:
    """Return the name and the value of the cookie that holds a session with these values."""
    request = Request.blank("/", base_url=f"{scheme}://any.example")
    request.session = session_factory(platform.settings.secret)(request)
    request.session.update(values)
    response = Response()
    request._process_response_callbacks(response)  # noqa: SLF001  # no public way to get the cookie
    (cookie,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    return cookie.key, cookie.value


def use_editor(form: Any, name: str, html: str) -> None:
    """Write a formatted text as the editor does; what is put in the control itself is text."""
    form[f"_html-{name}"] = html
    form[f"_by-{name}"] = "editor"


@pytest.fixture
def visitor(app: Any, platform: Platform) -> Visit:
    """Make a client of one tenant's pages: ``visitor()``, ``visitor("globex")``.

    Cookies stay with the client, as with a browser.
    """
    from core.testing.client import Client  # noqa: PLC0415  # only for those who test pages

    def visit(slug: str = TENANT, *, host: str = "") -> TestApp:
        return Client(
            app, extra_environ={"HTTP_HOST": host or f"{slug}.{platform.settings.base_domain}"}
        )

    return visit


@pytest.fixture
def testapp(visitor: Visit) -> TestApp:
    """A client of the first tenant that nobody has signed in with."""
    return visitor()


@pytest.fixture
def as_customer(visitor: Visit, platform: Platform, make_contact: MakePerson[Contact]) -> Visit:
    """Make a client that a contact is signed in with: ``as_customer()``, ``as_customer(ana)``."""

    def enter(contact: Contact | None = None, slug: str = TENANT) -> TestApp:
        contact = contact or make_contact(slug=slug)
        client = visitor(slug)
        client.set_cookie(*sign_in_cookie(platform, slug, "contact", contact.id))
        client.contact = contact
        return client

    return enter


def _enter_as_staff(*roles: str) -> Any:
    def fixture(visitor: Visit, platform: Platform, make_staff: MakePerson[Staff]) -> Visit:
        def enter(staff: Staff | None = None, slug: str = TENANT) -> TestApp:
            staff = staff or make_staff(slug=slug, roles=list(roles))
            client = visitor(slug)
            client.set_cookie(*sign_in_cookie(platform, slug, "staff", staff.id))
            client.staff = staff
            return client

        return enter

    return fixture


as_agent = pytest.fixture(_enter_as_staff("agent"), name="as_agent")
as_admin = pytest.fixture(_enter_as_staff("admin"), name="as_admin")
as_csr = pytest.fixture(_enter_as_staff("csr"), name="as_csr")
