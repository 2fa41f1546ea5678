"""Ways in that plugins have a part in: steps after the password, and people whom a plugin knows.

Who is on the way in, and past which steps, is in the browser's signed session for ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pyramid.httpexceptions import HTTPSeeOther
from translationstring import TranslationStringFactory

from core.errors import NotFoundError, Refused
from core.identity.people import get_person
from core.identity.services.sign_in import admit, may_enter
from core.plugin import hookspecs
from core.plugin.answers import plain
from core.sign_in.browser import WAITING, browser_of, log_in
from core.web.routing import next_of, safe_next

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.identity.people import Kind
    from core.plugin.contributions import SignInOption
    from core.web.request import Request

_ = TranslationStringFactory("core")

LIFETIME = timedelta(minutes=10)
NOT_ADMITTED = _("You can't sign in here. Ask the people of this organisation for access.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSignIn:
    """Somebody who has proven to be a person, and is not signed in yet.

    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    """

    kind: Kind
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """A way in beside the password, ready to be drawn."""

    label: str
    url: str
    icon: str
    position: int


def list_other_ways(request: Request, kind: Kind) -> list[OtherWay]:
    """Return what plugins offer on the sign-in page of customers or staff, in order."""

    def link(option: SignInOption) -> OtherWay:
        return OtherWay(
            label=plain(request.scope.translate(option.label)),
            url=request.route_path(option.route, _query=next_of(request)),
            icon=plain(option.icon),
            position=option.position,
        )

    hooks = request.scope.hooks
    found = hooks.gather_with(link, hookspecs.sign_in_options, scope=request.scope, kind=kind)
    return sorted(found, key=lambda way: way.position)


def sign_in_person(request: Request, kind: Kind, person_id: UUID, home: str) -> HTTPSeeOther:
    """Sign somebody in whom the plugin has identified, for example by the organisation's directory.

    Steps of plugins follow, as they do after a password. Whoever may not enter, or meets a
    plugin's objection, goes to the sign-in page and is told.

    :param home: where to go if ``next`` does not say
    """
    return _enter(request, kind, person_id, safe_next(request, home), ())


def waiting_sign_in(request: Request) -> WaitingSignIn:
    """Return who is on the way in and has come to the step of this route.

    :raises NotFoundError: nobody is, or has been for longer than ten minutes
    """
    known = request.session.get(WAITING) or {}
    route = request.matched_route.name if request.matched_route else ""
    age = request.scope.now().timestamp() - known.get("since", 0)
    if known.get("step") != route or not 0 <= age <= LIFETIME.total_seconds():
        raise NotFoundError("sign-in step")
    return WaitingSignIn(kind=known["kind"], person_id=UUID(known["person_id"]))


def finish_step(request: Request) -> HTTPSeeOther:
    """Go on after the step of this route: to the next one, or in.

    Only a view of the step's own route can call it, after a POST that brought what it asks for.

    :raises NotFoundError: as in :func:`waiting_sign_in`
    """
    waiting = waiting_sign_in(request)
    known = request.session.pop(WAITING)
    done = [*known["done"], known["step"]]
    return _enter(request, waiting.kind, waiting.person_id, known["next"], done)


def _enter(
    request: Request, kind: Kind, person_id: UUID, target: str, done: Sequence[str]
) -> HTTPSeeOther:
    scope = request.scope
    person = get_person(scope, kind, person_id)
    refusal = Refused(NOT_ADMITTED)
    # Guesses of strangers lock nobody out who has proven to be the person.
    if person is not None and may_enter(scope, person, is_known_device=True):
        try:
            result = admit(scope, person, browser_of(request), done=done)
            return log_in(request, kind, result, target, done=done)
        except Refused as refused:
            refusal = refused
    request.flash_message("warning", refusal.message)
    reader = "customer" if kind == "contact" else "staff"
    return HTTPSeeOther(scope.links.path("sign_in", reader) or "/")
