"""The WSGI application: read top to bottom, this is what it is made of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pyramid_retry
import transaction
from pyramid.config import Configurator
from pyramid.interfaces import IRequestExtensions
from pyramid.session import SignedCookieSessionFactory
from pyramid.tweens import EXCVIEW
from sqlalchemy.exc import IntegrityError, OperationalError

from core.errors import SpoiledError
from core.features import FEATURES
from core.identity.people import KINDS
from core.log import set_up_logging
from core.platform import Platform
from core.settings.environment import Settings, read_settings
from core.sign_in.browser import SIGNED_OUT
from core.web import error_tween, proxy, statics
from core.web.bodies import Doorstep
from core.web.rendering import PageRenderer
from core.web.request import Request
from core.web.routing import begin_routes, include_feature, include_plugin
from core.web.security import ENTER, SecurityPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.router import Router

SESSION_SECONDS = 14 * 24 * 3600


def create_app(settings: Settings | None = None, platform: Platform | None = None) -> Doorstep:
    """Make the application.

    :param settings: by default the environment's
    :param platform: an installation that is started already (tests, the embedded server)
    :raises SettingsError: the environment is wrong
    """
    platform = platform or Platform.start(settings or read_settings())
    set_up_logging(platform.settings)
    return wrap_middleware(make_router(platform), platform.settings)


def make_router(platform: Platform) -> Router:
    """Put together what answers requests: the routes and views of the core and of the plugins."""
    config = Configurator(
        settings=_pyramid_settings(),
        request_factory=Request,
        security_policy=SecurityPolicy(),
        session_factory=session_factory(platform.settings.secret),
        default_permission=ENTER,
    )
    registry = config.registry
    registry.platform = platform
    config.include("pyramid_retry")
    config.include("pyramid_tm")
    config.add_tween("core.web.headers.headers_tween")
    config.add_tween("core.web.error_tween.error_tween", under="pyramid_tm.tm_tween_factory")
    config.add_tween("core.web.refused_bodies.refuse", under=EXCVIEW)
    config.add_renderer(".jinja2", PageRenderer)
    begin_routes(config)
    # A token guards what a cookie lets in; programs send none that would count.
    config.set_default_csrf_options(
        require_csrf=True, callback=lambda request: not request.is_for_programs
    )
    for feature in FEATURES:
        include_feature(config, feature, "core")
    if platform.settings.demo:
        include_feature(config, "core.demo", "core")
    config.scan("core.web.errors")
    config.scan("core.web.impersonating")
    config.scan("core.web.statics")
    config.commit()
    _settle_requests(config)
    for plugin in platform.plugins.builtin_first():
        statics.add_owner(plugin.name, plugin.manifest.package)
        pages = platform.plugins.registrations.admin_pages_of({plugin.name})
        error = include_plugin(config, plugin, pages)
        if error is not None:
            platform.plugins.reject(error)
    router: Router = config.make_wsgi_app()
    return router


def _settle_requests(config: Configurator) -> None:
    """Put what libraries add to every request on its class, once.

    Pyramid makes a class for each request to put it on, which the garbage collector has to find.
    """
    extensions = config.registry.getUtility(IRequestExtensions)
    factory = type(
        "Request", (Request,), {**extensions.descriptors, "__module__": Request.__module__}
    )
    extensions.descriptors.clear()
    config.set_request_factory(factory)
    config.commit()


def wrap_middleware(router: Router, settings: Settings) -> Doorstep:
    """Put around the router what a request meets before it is one."""
    step = Doorstep(
        error_tween.errors_middleware(router),
        proxy.trust_proxies(settings.trusted_proxies),
        settings.upload_bytes,
        partial(has_signed_in, session_factory(settings.secret)),
    )
    step.registry = router.registry
    return step


def _pyramid_settings() -> dict[str, Any]:
    # A lock that was lost or two equal inserts at once: done again, the second try finds the
    # other's work. So does a request that a plugin spoilt, now without that plugin.
    for error in (OperationalError, IntegrityError, SpoiledError):
        pyramid_retry.mark_error_retryable(error)
    return {
        "retry.attempts": 3,
        # It would ask for the actor before anything can turn an unknown host into a 404 page.
        "tm.annotate_user": False,
        "tm.manager_hook": lambda _request: transaction.TransactionManager(explicit=True),
        "pyramid.debug_notfound": False,
    }


def has_signed_in(sessions: Callable[[Request], Any], environ: dict[str, Any]) -> bool:
    """Whether the browser's cookie, which only we can make, is of somebody who has signed in.

    That session may have ended since, by signing out, too: no database is asked, as no body has
    been read yet.
    """
    session = sessions(Request(environ))
    return any(session.get(kind) for kind in (*KINDS, SIGNED_OUT))


def session_factory(secret: str) -> Any:
    """Two cookies of one kind: over HTTPS the strict one, for development over HTTP the plain."""
    options: dict[str, Any] = {
        "httponly": True,
        "samesite": "Lax",
        "timeout": SESSION_SECONDS,
        "max_age": SESSION_SECONDS,
        "reissue_time": 3600,
    }
    plain = SignedCookieSessionFactory(secret, cookie_name="ventanilla", **options)
    strict = SignedCookieSessionFactory(
        secret, cookie_name="__Host-ventanilla", secure=True, **options
    )
    return lambda request: (strict if request.scheme == "https" else plain)(request)
