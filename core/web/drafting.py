"""Drafts over HTTP: the fields of the form, the requests of its script, saving after errors.

A form that is drawn for somebody carries our signature of whom it was drawn for. So what is sent
when their session has ended can wait for them: bound to them, and to the browser that sent it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from translationstring import TranslationStringFactory

from core.drafts import services as drafts
from core.errors import Refused
from core.identity.people import KINDS
from core.scope import ANONYMOUS
from core.web.routing import FILES, SAVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from core.drafts.models import WrittenDraft
    from core.web.request import Request

_ = TranslationStringFactory("core")
log = structlog.get_logger(__name__)

FOR, REVISION, ASK, DISCARD = "_for", "_draft", "_draft_ask", "_draft_discard"
# The names of files that came with what is kept, and are not: a stranger may not fill the disk.
MISSING = "_missing"
# What belongs to one page as it was drawn, and not to what somebody wrote on it.
OF_THE_PAGE = frozenset({"csrf_token", "refresh", "_key", FOR, REVISION, ASK, DISCARD, MISSING})
LOST = "lost"  # beside SAVED and FILES: what was to be kept could not be
MOST_ENTRIES = 2000
LONGEST_NAME = 200
LONGEST_NUMBER = 9
DAY = 24 * 3600

BACK = _("Your draft of ${time} is back.")
RESTORED = _("Your session had expired before this was sent. Your text is back: send it again.")
CHOOSE_AGAIN = _("These files could not be kept. Choose them again: ${names}")
SENT = _("This was sent already.")
ELSEWHERE = _(
    "This draft was changed in another tab at ${time}. Load that one, or go on writing to keep"
    " this one in its place."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be sent, to be drawn into its form.

    :ivar words: what to tell its writer
    """

    entries: list[tuple[str, str]]
    revision: int
    words: str


def is_signed_in(request: Request) -> bool:
    """Whether a page may be drawn for somebody in particular. Asks no database."""
    return any(request.session.get(kind) for kind in KINDS)


def address_of(request: Request, action: str) -> str:
    """Return what a form's drafts are kept under: the address that it is sent to."""
    return action or request.path_qs


def sign_owner(request: Request, address: str) -> str:
    """Return what a form says of whom it was drawn for; empty for strangers."""
    owner = drafts.owner_of(request.scope.actor)
    return f"{owner}:{_signature(request, owner, address)}" if owner else ""


def _read_owner(request: Request) -> str:
    """Return whom the form that was sent was drawn for; empty if we did not say so."""
    owner, _colon, signature = request.typed(FOR).rpartition(":")
    expected = _signature(request, owner, request.path_qs)
    return owner if owner and hmac.compare_digest(signature.encode(), expected.encode()) else ""


def _signature(request: Request, owner: str, address: str) -> str:
    text = f"drafts\n{request.tenant.id}\n{owner}\n{address}"
    return hmac.new(request.platform.settings.secret.encode(), text.encode(), sha256).hexdigest()


def entries_of(request: Request, private: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return what was written, as it was sent: no files, no passwords, nothing of the page."""
    skipped = {*OF_THE_PAGE, *private}
    found = [
        (name, value.replace("\x00", ""))
        for name, value in request.POST.items()
        if isinstance(value, str) and name not in skipped
    ]
    return found[:MOST_ENTRIES]


class Kept(NamedTuple):
    """What was sent from a form drawn by hand when the session had ended.

    :ivar texts: by the names of its controls; empty if nothing waits
    :ivar words: what to tell its writer; empty likewise
    """

    texts: Mapping[str, str]
    words: str


def read_kept(request: Request, address: str) -> Kept:
    """Return what waits to be drawn into a form that is not a :class:`core.web.forms.CachedForm`.

    The form says whom it was drawn for (:func:`sign_owner`), and its view calls
    :func:`forget_saved` once it was sent after all.

    :param address: where the form is sent
    """
    waiting = find_waiting(request, address, saves_draft=False)
    return Kept(dict(waiting.entries), waiting.words) if waiting is not None else Kept({}, "")


def find_waiting(request: Request, address: str, *, saves_draft: bool) -> Waiting | None:
    """Return what the reader has written at an address and not sent yet."""
    secret = request.cookies.get(_cookie(request), "")
    if not request.visitor.has_drafts or not (secret or saves_draft):
        return None
    draft = drafts.find_draft(request.scope, address) if saves_draft else None
    kept = drafts.find_kept(request.scope, address, secret)
    draft = draft if draft is not None and draft.is_open else None
    revision = draft.revision if draft is not None else 0
    translate = request.scope.translate
    if kept is not None and not (draft is not None and draft.saved_at > kept.saved_at):
        entries = _tuples(kept)
        missing = ", ".join(value for name, value in entries if name == MISSING)
        words = [RESTORED, *([_(CHOOSE_AGAIN, mapping={"names": missing})] if missing else [])]
        entries = [entry for entry in entries if entry[0] != MISSING]
        return Waiting(entries, revision, " ".join(map(translate, words)))
    if draft is not None:
        text = translate(_(BACK, mapping={"time": _time(request, draft)}))
        return Waiting(_tuples(draft), revision, text)
    return None


def answer(request: Request, address: str, private: Collection[str]) -> Response | None:
    """Answer what a form's script asks beside sending it, and a form that was sent before.

    :return: ``None`` where the form is to be handled as ever
    """
    asked = request.typed(ASK)
    if DISCARD in request.POST:
        drafts.discard_draft(request.scope, address)
        return HTTPSeeOther(page_of(request))
    if asked == "save":
        return _save(request, address, private)
    sent = drafts.find_sent(request.scope, address, request.typed("_key"))
    if asked:
        return Response(json_body={"sent": _sent_notice(request, sent)} if sent else {})
    if sent is None:
        return None
    request.flash_message("info", sent.sent_words)
    return HTTPSeeOther(sent.sent_to)


def _save(request: Request, address: str, private: Collection[str]) -> Response:
    scope, once = request.scope, request.typed("_key")
    entries, revision = entries_of(request, private), read_revision(request)
    try:
        draft = drafts.save_draft(scope, address, entries, revision=revision, once=once)
    except drafts.AlreadySentError as error:
        return Response(status=410, json_body={"sent": _sent_notice(request, error.draft)})
    except drafts.DraftConflictError as error:
        text = scope.translate(_(ELSEWHERE, mapping={"time": _time(request, error.draft)}))
        return Response(status=409, json_body={"error": text, "revision": error.draft.revision})
    except Refused as refusal:
        return Response(status=422, json_body={"error": scope.translate(refusal.message)})
    return Response(json_body={"revision": draft.revision, "time": _time(request, draft)})


def save_typed(request: Request, address: str, private: Collection[str]) -> int:
    """Keep what came back with errors, as its script would; return the draft's revision."""
    revision, once = read_revision(request), request.typed("_key")
    entries = entries_of(request, private)
    try:
        return drafts.save_draft(
            request.scope, address, entries, revision=revision, once=once
        ).revision
    except (drafts.AlreadySentError, drafts.DraftConflictError, Refused):
        return revision


def end(request: Request, address: str, once: str, response: Any, words: str) -> None:
    """Note that the form was sent and where what it made is."""
    to = getattr(response, "location", None)
    if not to:
        return
    parts = urlsplit(to)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    place = f"{path}#{parts.fragment}" if parts.fragment else path
    drafts.end_draft(
        request.scope,
        address,
        once=once,
        revision=read_revision(request),
        to=place,
        words=words or request.scope.translate(SENT),
    )


def forget_saved(request: Request, address: str) -> None:
    """Forget what waited for its writer to sign in, once it was sent after all."""
    if request.cookies.get(_cookie(request)):
        drafts.discard_draft(request.scope, address)


def save_posted(request: Request) -> str:
    """Keep what was sent in vain, in a transaction of its own.

    For errors: the request's own transaction has failed, and gives its locks back first.

    :return: empty if it was nothing to be kept; ``SAVED``; ``FILES`` if it had files, of which only
        the names are kept; ``LOST``
    """
    owner = ""
    try:
        is_to_be_kept = request.method == "POST" and not request.looks_only
        owner = _read_owner(request) if is_to_be_kept else ""
        if not owner:
            return ""
        files = _names_of_files(request)
        typed = entries_of(request)
        if len(typed) == MOST_ENTRIES:
            return LOST  # a part would look like the whole
        entries = [*typed, *((MISSING, name) for name in files)]
        secret = request.cookies.get(_cookie(request)) or secrets.token_urlsafe(24)
        tenant_id, platform = request.tenant.id, request.platform
        if request.environ.get("tm.active"):
            request.tm.abort()
            request.tm.begin()
        with platform.scope(tenant_id, actor=ANONYMOUS) as scope:
            is_kept = drafts.save_for(scope, owner, request.path_qs, entries, secret)
    except Exception as error:  # noqa: BLE001  # the page about the first error must come
        log.warning("nothing_kept", reason=repr(error))
        return LOST if owner else ""
    if not is_kept:
        return LOST
    request.add_response_callback(_set_cookie(secret))
    return FILES if files else SAVED


def _names_of_files(request: Request) -> list[str]:
    """Return what the files of the form that was sent are called."""
    names = (getattr(value, "filename", "") for value in request.POST.values())
    return [name[:LONGEST_NAME] for name in names if name]


def page_of(request: Request) -> str:
    """Return the page of ours that a form was sent from; where it went to, if none is named."""
    return named_page(request) or str(request.path_qs)


def named_page(request: Request) -> str:
    """Return the page of ours that a request names as the one it comes from; empty if none.

    Ours are written in ASCII, and so must a header be.
    """
    try:
        parts = urlsplit(str(request.headers.get("Referer", "")))
    except ValueError:  # what no address looks like
        return ""
    here = parts.netloc == request.host and parts.path.startswith("/")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    is_safe = not path.startswith("//") and "\\" not in path and path.isascii()
    return path if here and is_safe and path.isprintable() else ""


def read_revision(request: Request) -> int:
    """Return the draft that the page knew of. It comes from a browser."""
    text = request.typed(REVISION)
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else 0


def _sent_notice(request: Request, draft: WrittenDraft) -> Mapping[str, str]:
    link = request.scope.translate(_("Go to it"))
    return {"text": draft.sent_words, "url": draft.sent_to, "link": link}


def _time(request: Request, draft: WrittenDraft) -> str:
    """Return when it was saved: the time of day, and the day if it was another one."""
    translator, zone = request.scope.translator, ZoneInfo(request.time_zone)
    is_today = draft.saved_at.astimezone(zone).date() == request.scope.now().astimezone(zone).date()
    text: str = (
        translator.time(draft.saved_at, request.time_zone)
        if is_today
        else translator.moment(draft.saved_at, request.time_zone, "short")
    )
    return text


def _tuples(draft: WrittenDraft) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in draft.entries]


def _cookie(request: Request) -> str:
    return "__Host-kept" if request.scheme == "https" else "kept"


def _set_cookie(secret: str) -> Callable[[Request, Response], None]:
    def set_cookie(request: Request, response: Response) -> None:
        response.set_cookie(
            _cookie(request),
            secret,
            max_age=DAY,
            httponly=True,
            samesite="Lax",
            secure=request.scheme == "https",
        )

    return set_cookie


def has_sent(request: Request) -> bool:
    """Whether the reader has sent a form from this address before."""
    draft = drafts.find_draft(request.scope, request.path_qs)
    return draft is not None and bool(draft.sent_key)
