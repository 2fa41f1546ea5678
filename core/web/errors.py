"""Error pages: what happened, what was saved, what to do, and a reference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyramid_retry
import structlog
from pyramid.csrf import BadCSRFOrigin, BadCSRFToken
from pyramid.exceptions import URLDecodeError
from pyramid.httpexceptions import HTTPException, HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from translationstring import TranslationStringFactory

from core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    NotRecordedError,
    ReadOnlyError,
    Refused,
    SpoiledError,
    StoreError,
    is_full,
)
from core.web import drafting
from core.web.bare import plain_error, render_bare, wants_json
from core.web.bodies import METHODS
from core.web.error_tween import RETRY_AFTER, unavailable
from core.web.impersonating import lookers_translator
from core.web.refused_bodies import RefusedBodyError
from core.web.rendering import render_page
from core.web.request import Request
from core.web.routing import ENDED, FILES, SAVED, WHY, can_be_opened

if TYPE_CHECKING:
    from core.plugin.links import Reader
    from core.scope import Scope

_ = TranslationStringFactory("core")
log = structlog.get_logger(__name__)

PAGE = "core/error.jinja2"
# By what became of a form that was sent in vain.
NOTICES = {
    SAVED: _("What you wrote is kept: it is back when you open the page again."),
    FILES: _(
        "What you wrote is kept: it is back when you open the page again, which says what files"
        " have to be chosen again."
    ),
}
# By the kind of person: those who signed in keep their menu.
FRAMES: dict[str, str] = {"contact": "core/layout.jinja2", "staff": "core/layout_staff.jinja2"}
STRANGERS = "core/layout_public.jinja2"
CANT = _("This can't be done")
AGAIN = _("Start again from the first page.")
UNREADABLE = _("What was sent can't be read.")
# By status: title, what happened, what to do.
REFUSED_BODIES = {
    400: (CANT, UNREADABLE, AGAIN),
    405: (CANT, _("The address does not accept this kind of request."), AGAIN),
    408: (
        _("This took too long"),
        _("What you sent did not arrive in time. Nothing was saved."),
        _("Go back and send it again, with a better connection or in smaller parts."),
    ),
    411: (CANT, _("What was sent does not say how long it is."), AGAIN),
    413: (
        _("This is too much at once"),
        _("More was sent than is accepted. Nothing was saved."),
        _("Go back and send less at once: fewer files, or smaller ones."),
    ),
    415: (CANT, _("What was sent is packed in a way that is not accepted."), AGAIN),
}


def error_page(
    request: Request,
    status: int,
    *,
    title: str,
    happened: str,
    todo: str = "",
    without_home: str = "",
    kept: str = "",
    sign_in: str = "",
) -> Response:
    """Answer with an error in the tenant's dress and the person's language; to a script, in JSON.

    What was written and sent in vain is kept for its writer.

    :param without_home: what to do where no first page leads on, if not the same
    :param sign_in: where to sign in; in another tab, as the way back from here has what was typed
    """
    try:
        if wants_json(request):
            return _json_error(request, status, happened, sign_in)
        home = _home(request)
        if home is None:
            todo = without_home or todo
        kept = kept or NOTICES.get(drafting.save_posted(request), "")
        links = [] if sign_in else _ways_on(request, home)
        translate, actor = request.scope.translate, request.scope.actor
        text = render_page(
            request,
            PAGE,
            {
                "title": translate(title),
                "happened": translate(happened),
                "kept": translate(kept),
                "todo": translate(todo),
                "reference": request.request_id,
                "sign_in": sign_in,
                "links": [(translate(label), address) for label, address in links],
                "frame": FRAMES.get(actor.kind, STRANGERS),
            },
        )
    except HTTPNotFound:
        return unknown_host(request)
    except Exception as error:  # noqa: BLE001  # the error page must work when others fail
        log.warning("plain_error_page", reason=repr(error))
        return plain_error(request, status, happened, todo)
    return Response(text, status=status)


def _ways_on(request: Request, home: str | None) -> list[tuple[str, str]]:
    """Return where to go from an error: to the page that a form was sent from, to the first page.

    :param home: the first page, if there is one that leads on
    """
    page = drafting.named_page(request) if request.method == "POST" else ""
    links = [(_("Back to the page"), page)] if page else []
    return links if home is None else [*links, (_("Go to the first page"), home)]


def _home(request: Request) -> str | None:
    """Return the first page of whoever asks; ``None`` where nobody offers one, and on it."""
    scope: Scope = request.scope
    home = scope.links.path("home", "staff" if scope.actor.is_staff else "customer")
    return None if home == request.path else home


def _json_error(request: Request, status: int, sentence: str, sign_in: str = "") -> Response:
    body = {"error": request.scope.translate(sentence)}
    return Response(status=status, json_body=body | ({"sign_in": sign_in} if sign_in else {}))


def unknown_host(request: Request) -> Response:
    """Answer where no tenant is. Only a demo says where there are some."""
    if wants_json(request):
        nobody = _("No organisation has its customer service at this address.")
        return plain_error(request, 404, nobody)
    is_demo = request.platform.settings.demo
    if is_demo and request.path == "/":
        return HTTPSeeOther(request.route_path("core.demo"))
    text = render_bare(request, "core/unknown_host.jinja2", is_demo=is_demo)
    return Response(text, status=404)


@notfound_view_config(append_slash=False)
@exception_view_config(NotFoundError)
@exception_view_config(ForbiddenError)
def show_not_found(request: Request) -> Response:
    """Unknown and forbidden look the same."""
    if isinstance(request.exception, ForbiddenError):
        log.warning("denied", path=request.path, permission=str(request.exception))
    return error_page(
        request,
        404,
        title=_("This page does not exist"),
        happened=_("There is nothing at this address, or it is not meant for you."),
        todo=_("Check the address, or start again from the first page."),
        without_home=_("Check the address, or ask those who gave it to you."),
    )


@forbidden_view_config()
def show_forbidden(request: Request, back: str = "") -> Response:
    """Send a stranger to the sign-in page and back; answer everybody else like "not found".

    :param back: where to go on to, if not where the stranger was
    """
    if request.is_for_programs and request.scope.actor.kind == "anonymous":
        response = _json_error(
            request, 401, _("Say who you are: no key was sent that is known here.")
        )
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if isinstance(request.exception, HTTPForbidden) and request.scope.actor.kind == "anonymous":
        sign_in = _sign_in(request)
        if sign_in is not None:
            return _lead_to(request, sign_in, back)
    log.warning("denied", path=request.path)
    return show_not_found(request)


@exception_view_config(RefusedBodyError)
def show_refused_body(request: Request) -> Response:
    """Say why what was sent was not even read, and what would be."""
    refusal = request.exception.refusal
    if refusal.status == 503:  # noqa: PLR2004  # the disk is full
        return unavailable(request)
    sign_in = _sign_in(request) if refusal.is_strangers else None
    if sign_in is not None:
        return _ask_to_sign_in(request, refusal.status, sign_in)
    title, happened, todo = REFUSED_BODIES.get(refusal.status, REFUSED_BODIES[400])
    response = error_page(request, refusal.status, title=title, happened=happened, todo=todo)
    if refusal.status == 405:  # noqa: PLR2004  # a method that nothing here answers to
        response.headers["Allow"] = ", ".join(METHODS)
    return response


def _lead_to(request: Request, sign_in: str, back: str) -> Response:
    """Send a stranger to the sign-in page, which leads back and says what waits."""
    is_sent = request.method == "POST"
    kept = drafting.save_posted(request)
    if kept == drafting.LOST:
        return _ask_to_sign_in(request, 401, sign_in)
    why = kept or (ENDED if is_sent or request.had_session else "")
    back = back or (_page_behind(request) if is_sent else request.path_qs)
    address = _and_back(sign_in, back, why)
    if wants_json(request):
        return _json_error(request, 401, WHY[why or ENDED], address)
    return HTTPSeeOther(address)


def _ask_to_sign_in(request: Request, status: int, sign_in: str) -> Response:
    """Answer for what was sent and is kept by nobody but the browser.

    It has it while nobody leaves that way, and shows it to who is signed in when they come back.
    """
    return error_page(
        request,
        status,
        title=_("Please sign in again"),
        happened=_("You are no longer signed in, so what you sent was not taken."),
        todo=_(
            "Sign in in another tab. Then come back to this one and go back with your browser: if"
            " it still shows your text, send it again; files have to be chosen again."
        ),
        sign_in=_and_back(sign_in, _page_behind(request)),
    )


def _sign_in(request: Request) -> str | None:
    """Return where those whom the page is for sign in; ``None`` where nobody offers that."""
    reader: Reader = "staff" if request.audience == "staff" else "customer"
    try:
        scope: Scope = request.scope
    except HTTPNotFound:
        return None  # no tenant has that host
    return scope.links.path("sign_in", reader)


def _and_back(sign_in: str, back: str, why: str = "") -> str:
    """Return where to sign in and then come back to a page; to one's first page if it is empty."""
    parts = {name: text for name, text in {"next": back, "_why": why}.items() if text}
    return f"{sign_in}?{urlencode(parts)}" if parts else sign_in


def _page_behind(request: Request) -> str:
    """Return the page of a form that was sent; empty if its browser keeps that to itself."""
    here: str = request.path_qs if can_be_opened(request) else ""
    return drafting.named_page(request) or here


@exception_view_config(BadCSRFToken)
@exception_view_config(BadCSRFOrigin)
def show_bad_token(request: Request) -> Response:
    return error_page(
        request,
        400,
        title=_("This page was open for too long"),
        happened=_(
            "For your safety it was not accepted. Open the page again and send it once more."
        ),
    )


@exception_view_config(Refused)
def show_refused(request: Request) -> Response:
    refused = request.exception
    return error_page(
        request,
        422,
        title=_("This can't be done"),
        happened=refused.message or next(iter(refused.fields.values()), ""),
        todo=_("Go back to change it. Nothing was saved."),
    )


@exception_view_config(ConflictError)
def show_conflict(request: Request) -> Response:
    return error_page(
        request,
        409,
        title=_("Somebody else was faster"),
        happened=_("The record was changed by somebody else while you had it open."),
        todo=_("Go back, reload the page and make your change again."),
    )


@exception_view_config(ReadOnlyError)
def show_read_only(request: Request) -> Response:
    """Say why a button does nothing, in the words of the member of staff who looks."""
    if request.environ.get("tm.active"):
        # What was to be written waits in the session, and would be in the way of the page.
        request.tm.abort()
        request.tm.begin()
    if request.impersonation is not None:
        words = lookers_translator(request, request.impersonation)
        request.scope = replace(request.scope, translator=words)
    return error_page(
        request,
        403,
        title=_("You are only looking"),
        happened=_("While you see the portal as a customer, nothing can be changed."),
    )


@exception_view_config(NotRecordedError)
def show_not_recorded(request: Request) -> Response:
    """Show nothing of what could not be put on record."""
    return unavailable(request)


@exception_view_config(URLDecodeError)
@exception_view_config(UnicodeDecodeError)
def show_bad_request(request: Request) -> Response:
    return plain_error(request, 400, UNREADABLE)


@exception_view_config(OperationalError)
@exception_view_config(PoolTimeout)
def show_unavailable(request: Request) -> Response:
    """Answer for a database that is away or overloaded: clear, and at once."""
    log.error("database_unavailable", exc_info=request.exception)
    return unavailable(request)


@exception_view_config(OSError)
def show_full_disk(request: Request) -> Response:
    """Answer for a disk without room the same way; other errors of the system are failures."""
    if not is_full(request.exception):
        return show_failure(request)
    log.error("disk_full", exc_info=request.exception)
    return unavailable(request)


@exception_view_config(StoreError)
def show_no_files(request: Request) -> Response:
    """Answer for a store that is away, on a page: the database is there."""
    log.error("files_unavailable", exc_info=request.exception)
    response = error_page(
        request,
        503,
        title=_("Files can't be reached just now"),
        happened=_("The place where files are kept does not answer. Nothing was saved."),
        todo=_("Go back and try again in a moment."),
    )
    response.headers["Retry-After"] = RETRY_AFTER
    return response


@exception_view_config(HTTPException)
def show_http_exception(request: Request) -> Response:
    """Redirects pass; refusals of the framework get our page."""
    raised = request.exception
    status = raised.status_code
    if status < 400:  # noqa: PLR2004  # the client errors begin there
        return raised
    return error_page(
        request,
        status,
        title=CANT,
        happened=_("The address does not accept this kind of request."),
        todo=AGAIN,
    )


def _is_spoilt(error: BaseException | None) -> bool:
    """Whether a plugin's hook spoilt the transaction: leaving it may have failed in turn."""
    while error is not None:
        if isinstance(error, SpoiledError):
            return True
        error = error.__context__
    return False


@exception_view_config(DBAPIError)
@exception_view_config(Exception)
def show_failure(request: Request) -> Response:
    """Say little to the visitor, enough to the operator."""
    if _is_spoilt(request.exception):
        # Whatever came of it on the way up: it is done again, without the plugin that did it.
        pyramid_retry.mark_error_retryable(request.exception)
    log.error("unexpected_error", path=request.path, exc_info=request.exception)
    return error_page(
        request,
        500,
        title=_("Something went wrong"),
        happened=_("The mistake is ours, and it has been recorded."),
        todo=_("Please try again. If it stays, tell us the reference below."),
    )
