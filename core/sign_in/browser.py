"""The browser with which somebody signs in: its address, its cookies and its name."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

import structlog
from pyramid.httpexceptions import HTTPSeeOther

from core.errors import Refused
from core.identity.people import KINDS
from core.identity.services.sign_in import STEP_FAILS, Browser, SignIn
from core.web.browser_preferences import remember_for_a_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.identity.people import Kind
    from core.web.request import Request

log = structlog.get_logger(__name__)

# In the session of a browser in which somebody has signed out: what another tab of theirs sends
# then is read like anybody's who has signed in, and can wait for them.
SIGNED_OUT = "signed_out"
# In the session of a browser in which somebody is on the way in: see core.sign_in.steps.
WAITING = "sign_in_waiting"

PROGRAMS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux|X11"),
)


def browser_of(request: Request) -> Browser:
    return Browser(
        source=source_of(request),
        token=request.cookies.get(_device_cookie(request), ""),
        label=_words_for(request.user_agent or ""),
    )


def source_of(request: Request) -> str:
    """Return the visitor's address as far as it tells sources apart: of IPv6, the network."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def log_in(
    request: Request, kind: Kind, result: SignIn, target: str, *, done: Sequence[str] = ()
) -> HTTPSeeOther:
    """Give the browser a session of its own, new from the ground, and go on; or go to a step.

    :param done: routes of the steps that are done
    :raises Refused: there is no such step
    """
    if result.outcome == "step":
        return _wait_for_step(request, kind, result, target, done)
    _renew_session(request, kind, result.session)
    response = HTTPSeeOther(target)
    remember_for_a_year(request, response, _device_cookie(request), result.device)
    return response


def _wait_for_step(
    request: Request, kind: Kind, result: SignIn, target: str, done: Sequence[str]
) -> HTTPSeeOther:
    try:
        page = request.route_path(result.step)
    except KeyError as error:
        log.exception("sign_in_step_without_route", route=str(error))
        raise Refused(STEP_FAILS) from None
    request.session[WAITING] = {
        "kind": kind,
        "person_id": str(result.person_id),
        "since": request.scope.now().timestamp(),
        "next": target,
        "step": result.step,
        "done": list(done),
    }
    return HTTPSeeOther(page)


def log_out(request: Request, kind: Kind) -> None:
    """Take the session away from the browser; the anti-forgery token goes with it."""
    _renew_session(request, kind, None)


def _renew_session(request: Request, kind: Kind, token: str | None) -> None:
    other = KINDS[1 - KINDS.index(kind)]
    stays = request.session.get(other)
    request.session.invalidate()
    if stays:
        request.session[other] = stays
    if token:
        request.session[kind] = token
    else:
        request.session[SIGNED_OUT] = True


def _device_cookie(request: Request) -> str:
    return "__Host-device" if request.scheme == "https" else "device"


def _words_for(user_agent: str) -> str:
    parts = [
        next((name for name, pattern in known if re.search(pattern, user_agent[:500])), "")
        for known in (PROGRAMS, SYSTEMS)
    ]
    return " · ".join(part for part in parts if part)
