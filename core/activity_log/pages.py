"""The activity log of a contact, as staff and the contact see it: by pages, whole, and as a file.

What is included and which page it is stands in the address.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from translationstring import TranslationStringFactory

from core.activity.describing import describe_activity
from core.activity_log.groups import list_groups
from core.activity_log.names import names_in
from core.activity_log.services import (
    EXPORT,
    SIZE,
    count_contact_activity,
    find_page,
    list_contact_activity,
    note_export,
)
from core.errors import Refused
from core.files.downloads import make_inert
from core.templating import render
from core.web.rendering import render_page
from core.web.routing import read_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID

    from core.activity.describing import ActivityLine
    from core.scope import Scope
    from core.web.request import Request

_ = TranslationStringFactory("core")

ROWS = "core/activity_log/rows.jinja2"
FIRST_PIECE = 100  # rows that are read at once: few, so that the first are there at once
PIECE = 1000
NUMBER = re.compile("[0-9]{1,7}")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these, programs for tables begin to calculate


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLog:
    """What ``core/activity_log/log.jinja2`` draws.

    :ivar groups: the check-boxes: name, label, whether it is included
    :ivar rows: the lines, drawn
    :ivar count: of all lines there are, on whatever page
    :ivar is_whole: all of them are here
    :ivar query: what stands in the address, for the forms
    :ivar export_url: where a file is asked for; empty if this reader may not
    """

    groups: tuple[tuple[str, str, bool], ...]
    is_narrowed: bool
    rows: Markup
    count: int
    page: int
    pages: int
    is_whole: bool
    here: str
    query: tuple[tuple[str, str], ...]
    previous_url: str = ""
    next_url: str = ""
    whole_url: str = ""
    paged_url: str = ""
    export_url: str = ""


def show_activity_log(
    request: Request,
    contact_id: UUID,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    export_url: str = "",
) -> Response:
    """Answer with a page that holds a contact's activity log.

    All of it is read and drawn a piece at a time, so that it takes little memory however much it
    is. Our own server still lays a long answer aside before it sends it (ADR 16).

    :param template: of the page; it is given ``log``, which the macro ``activity_log`` of
        ``core/activity_log/log.jinja2`` draws
    :param values: what else the template is given
    :param export_url: where :func:`export_activity_log` answers, if it does
    :raises NotFoundError: a customer asks about somebody else
    :raises ForbiddenError: a member of staff may not see contacts
    """
    may_export = request.scope.actor.may(EXPORT)
    log = _read_log(request, contact_id, export_url if may_export else "")
    if not (log.is_whole and log.count):
        return Response(render_page(request, template, {**(values or {}), "log": log}))
    mark = f"<!-- {secrets.token_hex(16)} -->"
    whole = replace(log, rows=Markup(mark))  # noqa: S704  # a comment of ours
    head, tail = render_page(request, template, {**(values or {}), "log": whole}).split(mark)
    drawn = _draw_pieces(request, contact_id, _groups_of(request))
    return Response(content_type="text/html", charset="utf-8", app_iter=_encoded(head, drawn, tail))


def export_activity_log(request: Request, contact_id: UUID, *, back: str) -> Response:
    """Record what the activity of a contact is taken along for, and answer with all of it as CSV.

    :param back: the page to go to if it was not said what for
    :raises ForbiddenError: the actor may not
    """
    scope = request.scope
    try:
        note_export(scope, contact_id, request.typed("_purpose"))
    except Refused:
        request.flash_message("danger", _("Say what the file is for."))
        return HTTPSeeOther(back)
    pieces = _read_pieces(request, contact_id, _groups_of(request))
    heading = [
        f"{scope.translate(_('When'))} ({request.time_zone})",
        *map(scope.translate, (_("What"), _("Who"), _("Details"))),
    ]
    response = Response(
        content_type="text/csv", charset="utf-8", app_iter=_write_csv(request, heading, pieces)
    )
    make_inert(response, f"activity-{scope.now():%Y-%m-%d}.csv")
    return response


def _read_log(request: Request, contact_id: UUID, export_url: str) -> ActivityLog:
    scope, groups = request.scope, _groups_of(request)
    count = count_contact_activity(scope, contact_id, groups=groups)
    pages = max(1, ceil(count / SIZE))
    page = min(_number(request.GET.get("page", "")), pages)
    query = [("_filter", "yes"), *(("_show", one) for one in groups)] if groups is not None else []
    log = ActivityLog(
        groups=tuple(
            (name, words, groups is None or name in groups)
            for name, words in list_groups(scope).items()
        ),
        is_narrowed=groups is not None,
        rows=Markup(),
        count=count,
        page=page,
        pages=pages,
        is_whole="_all" in request.GET,
        here=request.path,
        query=tuple(query),
        export_url=export_url,
    )

    def url(**more: Any) -> str:
        added = [(name, str(value)) for name, value in more.items()]
        route, parts = request.matched_route.name, request.matchdict
        path: str = request.route_path(route, **parts, _query=[*query, *added])
        return path

    paged_url = url(page=page) if page > 1 else url()
    if log.is_whole:
        return replace(log, paged_url=paged_url)
    rows = _rows_of(request, contact_id, groups, page)
    lines = describe_activity(scope, rows, names_in(scope, rows, but=contact_id), about=contact_id)
    return replace(
        log,
        rows=_draw(scope, request.time_zone, lines),
        previous_url=url(page=page - 1, before=rows[0].id) if page > 1 and rows else "",
        next_url=url(page=page + 1, after=rows[-1].id) if page < pages and rows else "",
        whole_url=url(page=page, _all="yes"),
        paged_url=paged_url,
    )


def _rows_of(
    request: Request, contact_id: UUID, groups: Collection[str] | None, page: int
) -> list[Any]:
    """Return the rows of a page: by the key that the address has, or else by its number."""
    scope = request.scope
    for side in ("after", "before"):
        if page > 1 and (key := request.GET.get(side, "")):
            beside: Any = {side: read_id(key)}
            return list_contact_activity(scope, contact_id, groups=groups, **beside)
    after = find_page(scope, contact_id, page, groups=groups)
    return list_contact_activity(scope, contact_id, groups=groups, after=after)


def _groups_of(request: Request) -> list[str] | None:
    """Return the groups that are to be included; ``None`` is all of them."""
    sent = request.params
    if "_filter" not in sent:
        return None
    return [name for name in list_groups(request.scope) if name in sent.getall("_show")]


def _number(text: str) -> int:
    return max(1, int(text)) if NUMBER.fullmatch(text) else 1


def _read_pieces(
    request: Request, contact_id: UUID, groups: Collection[str] | None
) -> Iterator[tuple[Scope, list[ActivityLine]]]:
    """Yield all lines, a piece at a time.

    Each is read in a transaction of its own: the request's has ended when the first goes out, and
    none is kept open for somebody who reads slowly.
    """
    platform, before = request.platform, request.scope
    after: UUID | None = None
    size = FIRST_PIECE
    while True:
        with platform.scope(
            before.tenant_id,
            actor=before.actor,
            locale=before.locale,
            reading=True,
            request_id=before.request_id,
        ) as scope:
            rows = list_contact_activity(scope, contact_id, groups=groups, after=after, size=size)
            names = names_in(scope, rows, but=contact_id)
            lines = describe_activity(scope, rows, names, about=contact_id)
        yield scope, lines
        if len(rows) < size:
            return
        after, size = rows[-1].id, PIECE


def _draw_pieces(
    request: Request, contact_id: UUID, groups: Collection[str] | None
) -> Iterator[str]:
    zone = request.time_zone
    for scope, lines in _read_pieces(request, contact_id, groups):
        yield _draw(scope, zone, lines)


def _draw(scope: Scope, zone: str, lines: list[ActivityLine]) -> Markup:
    drawn = render(ROWS, scope.translator, scope.tenant.domains, {"lines": lines, "zone": zone})
    return Markup(drawn)  # noqa: S704  # a template of ours


def _encoded(head: str, drawn: Iterator[str], tail: str) -> Iterator[bytes]:
    yield head.encode()
    for piece in drawn:
        yield piece.encode()
    yield tail.encode()


def _write_csv(
    request: Request, heading: list[str], pieces: Iterator[tuple[Scope, list[ActivityLine]]]
) -> Iterator[bytes]:
    zone = request.time_zone
    # Programs for tables take a file for UTF-8 only if it says so.
    yield "\ufeff".encode()
    yield _as_csv([heading])
    for scope, lines in pieces:
        moment = scope.translator.moment
        yield _as_csv(
            [moment(line.at, zone), line.title, line.actor, " · ".join(line.details)]
            for line in lines
        )


def _as_csv(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
