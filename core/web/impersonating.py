"""What holds while a member of staff sees the portal as a customer sees it.

The window has a cookie of its own; the member of staff's session stays as it is, and so do pages of
staff. Whatever else this browser asks for only looks: its database session and every other that is
opened for the request. That holds before a route's view is known, and so for plugins as well.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from pyramid.events import BeforeTraversal, subscriber
from structlog.contextvars import bind_contextvars
from translationstring import TranslationStringFactory

from core.db.guard import all_look, only_look
from core.errors import NotRecordedError, ReadOnlyError, VentanillaError
from core.identity.services.impersonation import Looking, Over, look_on
from core.web.bodies import READING
from core.web.request import LANGUAGE_COOKIE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyramid.response import Response

    from core.i18n import Translator
    from core.tenancy.config import TenantConfig
    from core.web.request import Request

_ = TranslationStringFactory("core")
log = structlog.get_logger(__name__)

BEGIN, END, OVER = "core.impersonate", "core.impersonation_end", "core.impersonation_over"
# What shows nothing of anybody: it may be fetched while no visit is under way, and is not noted.
NO_PAGES = frozenset({"core.static", "core.branding", "core.logo", OVER})
ENDINGS: Mapping[str, str] = {
    "staff": _("it was ended"),
    "time": _("its time was over"),
    "sign_out": _("the member of staff signed out"),
    "right": _("the member of staff may no longer do this"),
    "customer": _("the customer ended it"),
    "plugin": _("the part of the product that offered it was switched off"),
    "another": _("another one began"),
    "unknown": _("it was ended"),
}


class VisitOverError(VentanillaError):
    """The window's visit has ended."""

    def __init__(self, over: Over) -> None:
        super().__init__(over.ending)
        self.over = over


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands on every page, in the language of the member of staff.

    :ivar seconds: what is left
    """

    locale: str
    text: str
    until: str
    left: str
    why: str
    end: str
    seconds: int


def cookie_name(request: Request) -> str:
    return "__Host-impersonation" if request.scheme == "https" else "impersonation"


def give_cookie(request: Request, response: Response, token: str) -> None:
    """Let a window have its visit; the browser forgets it when it is closed."""
    _set_cookie(request, response, token)


def take_cookie(request: Request, response: Response) -> None:
    """Let the window forget its visit."""
    _set_cookie(request, response, "", max_age=0)


def _set_cookie(
    request: Request, response: Response, value: str, max_age: int | None = None
) -> None:
    response.set_cookie(
        cookie_name(request),
        value,
        max_age=max_age,
        httponly=True,
        samesite="Strict",
        secure=request.scheme == "https",
    )


@subscriber(BeforeTraversal)
def look_only(event: BeforeTraversal) -> None:
    """Let a request of such a window only look, and put it on record before it shows anything.

    :raises VisitOverError: the visit has ended
    :raises ReadOnlyError: the request is meant to change something
    :raises NotRecordedError: the page could not be put on record, so it is not shown
    """
    request: Request = event.request
    token = request.cookies.get(cookie_name(request))
    route = request.matched_route.name if request.matched_route is not None else ""
    is_ending = route == END and request.method == "POST"
    if not token or request.audience == "staff" or is_ending:
        return
    tenant = request.tenant
    if request.method not in READING:
        # On SQLite it holds the lock, and nothing will be written but by others.
        request.tm.abort()
        request.tm.begin()
    state = Over("unknown") if route in NO_PAGES else _ask(request, tenant, token)
    request.looks_only = True
    only_look(request.db)
    stack = ExitStack()
    stack.enter_context(all_look())
    request.add_finished_callback(lambda _request: stack.close())
    if isinstance(state, Looking):
        request.impersonation = state
        bind_contextvars(impersonator=str(state.visitor.actor.impersonator_id))
        refuse_to_change(request)
    elif route not in NO_PAGES:
        raise VisitOverError(state)


def refuse_to_change(request: Request) -> None:
    """Refuse what a page would send to change something, before a view is asked.

    The session would refuse it as well; this also stops what leaves no row, such as a plugin's
    request to another system.
    """
    if request.method not in READING:
        raise ReadOnlyError(request.method)


def _ask(request: Request, tenant: TenantConfig, token: str) -> Looking | Over:
    """Find the visit and note the page, in a transaction of its own."""
    platform = request.platform
    path = request.path if request.method in READING else ""
    offered = platform.plugins.permissions_of(tenant.plugins)
    try:
        with platform.scope(tenant.id, request_id=request.request_id) as scope:
            return look_on(scope, token, path, offered=offered)
    except Exception as error:
        log.exception("impersonation_not_recorded")
        raise NotRecordedError from error


def lookers_translator(request: Request, state: Looking) -> Translator:
    """Return the words of the member of staff, who reads the banner and the refusals."""
    offered = request.tenant.languages
    wanted = (state.locale, request.cookies.get(LANGUAGE_COOKIE), request.language)
    locale = next((one for one in wanted if one in offered), request.tenant.default_locale)
    words: Translator = request.tenant.translator(locale)
    return words


def banner(request: Request) -> Banner | None:
    """Return what tells whose portal a window shows; ``None`` in any other window."""
    state = request.impersonation
    if state is None:
        return None
    words = lookers_translator(request, state)
    name = state.visitor.actor.name or words.translate(_("a customer"))
    left = max(0, int((state.ends_at - request.platform.clock()).total_seconds()))
    zone = state.time_zone or request.tenant.time_zone
    until = words.time(state.ends_at, zone)
    return Banner(
        locale=words.locale,
        text=words.translate(_("You see the portal as ${name}.", mapping={"name": name})),
        until=words.translate(_("Until ${time}", mapping={"time": until})),
        left=words.translate(_("Left:")),
        why=words.translate(_("While you see the portal as a customer, nothing can be changed.")),
        end=words.translate(_("End")),
        seconds=left,
    )
