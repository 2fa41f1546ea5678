"""The options of a list or a tree: one level as a table, and the whole as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.errors import NotFoundError, Refused
from core.fields.option_edits import TableEdit, cells_of, note_cells, read_table
from core.fields.option_rows import STATUS, OptionRow, level_of, make_rows, read_rows, with_level
from core.fields.option_text import Merge, merge_text, write_text
from core.fields.option_text_edits import Woven, note_lines, weave
from core.fields.services import editing
from core.fields.services.drafts import Draft, fingerprint, get_field
from core.fields.views.field import field_tabs
from core.fields.views.frame import at_row, draft_of, frame, name_of
from core.web import drafting
from core.web.edits import BASE, MEANWHILE, NO, YES
from core.web.forms import expect_token
from core.web.request import Request
from fields_config.options import SEPARATOR, option_path
from fields_config.texts import language_name, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fields_config.definition import FieldDefinition, Option

_ = TranslationStringFactory("core")

UNPROCESSABLE = 422
WOVEN = _(
    "${name} changed the same options while you had them open. The text below has the changes of"
    " both: look at it, then save again."
)
# Short, as it stands in a cell; the summary has the rest.
THEIRS = _("Somebody else wrote: ${value}")
EMPTIED = _("Somebody else emptied this.")
KINDS = {"open": _("Open"), "waiting": _("Waiting"), "closed": _("Closed")}


@view_config(
    route_name="core.studio_options",
    permission="fields:design",
    renderer="core/fields/options.jinja2",
    require_csrf=False,
)
def edit_options(request: Request) -> Any:
    """Show and save one level of a field's options."""
    draft, field = _field(request)
    under = request.typed("under", anywhere=True)
    rows = _rows(draft, field, under)
    cells = _cells(request, field, under, rows)
    if request.method != "POST":
        kept = drafting.read_kept(request, request.path_qs)
        edit = read_table(rows, cells, kept.texts) if kept.texts else None
        page = _page(request, draft, field, under, rows, edit=edit)
        return {**page, "waiting": kept.words}
    if drafting.DISCARD in request.POST:
        return _discard(request)
    edit = read_table(rows, cells, _texts(request))
    levels = _levels(request, field, under, edit.values)
    try:
        expect_token(request)
        _refuse_if_stale(edit, draft)
        with request.db.begin_nested():
            level = read_rows(
                rows, edit.values, _shown_languages(request), statuses=field.key == STATUS
            )
            options = with_level(field.options, under, level)
            editing.save_options(
                request.scope,
                draft.form_key,
                field.key,
                options,
                levels=levels,
                seen=fingerprint(draft, field.key),
            )
    except Refused as refusal:
        return _again(request, _page(request, draft, field, under, rows, edit=edit), refusal)
    drafting.forget_saved(request, request.path_qs)
    request.flash_message("success", _("The options are saved in the draft."))
    language, moved = request.typed("language"), request.typed("up") or request.typed("down")
    path = _address(request, draft, field.key, under, language=language, row=moved)
    return HTTPSeeOther(path)


@view_config(
    route_name="core.studio_option_text",
    permission="fields:design",
    renderer="core/fields/option_text.jinja2",
    require_csrf=False,
)
def edit_option_text(request: Request) -> Any:
    """Show and save all options of a field as text in one language."""
    draft, field = _field(request)
    tenant = request.tenant
    wish = request.typed("language", anywhere=True)
    language = wish if wish in tenant.languages else tenant.default_locale
    kind = request.scope.tenant.types.get(field.type)
    deep = kind is not None and kind.has_levels
    merge = Merge(language, tenant.default_locale, deep=deep, drop="drop" in request.POST)
    stored = write_text(field.options, language, tenant.default_locale)
    page = frame(
        request,
        draft,
        field=field,
        name=name_of(request, field),
        tabs=field_tabs(request, draft, field.key),
        language=language,
        tenant_languages=[(code, language_name(code)) for code in tenant.languages],
        text=stored,
        base=note_lines(stored),
        deep=deep,
        problem="",
        owner=drafting.sign_owner(request, request.path_qs),
        waiting="",
    )
    if request.method != "POST":
        kept = drafting.read_kept(request, request.path_qs)
        woven = weave(kept.texts.get("text", stored), stored, kept.texts.get(BASE, ""), deep=deep)
        return {**page, "text": woven.text, "waiting": kept.words}
    if drafting.DISCARD in request.POST:
        return _discard(request)
    text = request.typed("text")
    try:
        expect_token(request)
        woven = weave(text, stored, request.typed(BASE), deep=deep)
        text = woven.text
        _refuse_if_unclear(woven, draft)
        with request.db.begin_nested():
            options = merge_text(field.options, text, merge)
            seen = fingerprint(draft, field.key)
            editing.save_options(request.scope, draft.form_key, field.key, options, seen=seen)
    except Refused as refusal:
        return _again(request, {**page, "text": text}, refusal)
    drafting.forget_saved(request, request.path_qs)
    request.flash_message("success", _("The options are saved in the draft."))
    return HTTPSeeOther(_address(request, draft, field.key, ""))


def _discard(request: Request) -> HTTPSeeOther:
    expect_token(request)
    drafting.forget_saved(request, request.path_qs)
    return HTTPSeeOther(request.path_qs)


def _field(request: Request) -> tuple[Draft, FieldDefinition]:
    draft = draft_of(request)
    field = get_field(draft, request.matchdict["key"])
    kind = request.scope.tenant.types.get(field.type)
    if kind is None or not kind.has_options:
        raise NotFoundError(field.key)
    return draft, field


def _rows(draft: Draft, field: FieldDefinition, under: str) -> list[OptionRow]:
    before = draft.published.field(field.key)
    published: tuple[Option, ...] = ()
    if before is not None and (not under or option_path(before.options, under)):
        published = level_of(before.options, under)
    return make_rows(level_of(field.options, under), published, under)


def _texts(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.POST.items() if isinstance(value, str)}


def _cells(
    request: Request, field: FieldDefinition, under: str, rows: list[OptionRow]
) -> dict[str, str]:
    depth = _depth(under)
    level = field.levels[depth] if depth < len(field.levels) else {}
    return cells_of(rows, _shown_languages(request), level)


def _refuse_if_stale(edit: TableEdit, draft: Draft) -> None:
    """Tell once what two people changed; the page that says so is drawn anew.

    :raises Refused: they did
    """
    if edit.gone:
        raise Refused(
            _(
                "${name} has removed options that you changed: ${options}. The rest of yours is"
                " kept: look at it, then save again.",
                mapping={"name": draft.changed_by or "?", "options": ", ".join(edit.gone)},
            )
        )
    if edit.conflicts:
        raise Refused(MEANWHILE)


def _refuse_if_unclear(woven: Woven, draft: Draft) -> None:
    """Tell once that the changes of two people met; the text that says so has both.

    :raises Refused: they did
    """
    if not woven.is_clear:
        raise Refused(_(WOVEN, mapping={"name": draft.changed_by or "?"}))


def _conflict_words(request: Request, edit: TableEdit, rows: list[OptionRow]) -> dict[str, str]:
    """Return what to say at each cell that two people changed: what the other put there."""
    scope, default = request.scope, request.tenant.default_locale
    titles = {row.name: title_of(row.option, scope.locale, default) for row in rows}
    titles |= {row.option.key: titles[row.name] for row in rows}
    found = {}
    for name, value in edit.conflicts.items():
        part = name.rpartition("-")[2]
        words = {"kind": KINDS.get(value), "active": YES if value else NO}.get(part, value)
        words = titles.get(value, value) if part in ("default", "reopens") else words
        text = _(THEIRS, mapping={"value": words}) if words else EMPTIED
        found[name] = scope.translate(text)
    return found


def _depth(under: str) -> int:
    return under.count(SEPARATOR) + 1 if under else 0


def _levels(
    request: Request, field: FieldDefinition, under: str, values: Mapping[str, str]
) -> tuple[Mapping[str, str], ...] | None:
    """Return the names of a tree's levels with this one's as they are to be."""
    depth = _depth(under)
    if "level" not in request.POST or depth > len(field.levels):
        return None
    found = list(field.levels)
    texts = dict(found[depth]) if depth < len(found) else {}
    for code in _shown_languages(request):
        texts[code] = " ".join(values.get(f"level-{code}", "").split())[:200]
    found[depth : depth + 1] = [{code: text for code, text in texts.items() if text}]
    return tuple(found)


def _page(
    request: Request,
    draft: Draft,
    field: FieldDefinition,
    under: str,
    rows: list[OptionRow],
    *,
    edit: TableEdit | None = None,
) -> dict[str, Any]:
    scope, tenant = request.scope, request.tenant
    kind = request.scope.tenant.types[field.type]
    above = option_path(field.options, under) if under else ()
    now = _cells(request, field, under, rows)
    crumbs = [(_address(request, draft, field.key, ""), name_of(request, field))]
    for number, option in enumerate(above or (), start=1):
        path = SEPARATOR.join(one.key for one in (above or ())[:number])
        shown = title_of(option, scope.locale, tenant.default_locale)
        crumbs.append((_address(request, draft, field.key, path), shown))
    return frame(
        request,
        draft,
        field=field,
        name=name_of(request, field),
        tabs=field_tabs(request, draft, field.key),
        rows=rows,
        shown=edit.values if edit else now,
        conflicts=_conflict_words(request, edit, rows) if edit else {},
        base=note_cells(rows, now),
        under=under,
        crumbs=crumbs,
        has_levels=kind.has_levels,
        is_status=field.key == STATUS,
        kinds=[(kind, scope.translate(words)) for kind, words in KINDS.items()],
        closed_to=[
            (option.key, title_of(option, scope.locale, tenant.default_locale))
            for option in field.options
            if option.kind != "closed" and option.active
        ],
        shown_languages=[(code, language_name(code)) for code in _shown_languages(request)],
        other_languages=[
            (code, language_name(code))
            for code in tenant.languages
            if code not in _shown_languages(request)
        ],
        problem="",
        owner=drafting.sign_owner(request, request.path_qs),
        waiting="",
    )


def _shown_languages(request: Request) -> tuple[str, ...]:
    """Return the default language and one beside it: more columns can't be read."""
    tenant = request.tenant
    others = [code for code in tenant.languages if code != tenant.default_locale]
    wishes = (request.typed("language", anywhere=True), request.scope.locale, *others)
    beside = next((code for code in wishes if code in others), None)
    return (tenant.default_locale, beside) if beside else (tenant.default_locale,)


def _again(request: Request, page: dict[str, Any], refusal: Refused) -> dict[str, Any]:
    request.response.status_int = UNPROCESSABLE
    message = refusal.message or next(iter(refusal.fields.values()), "")
    return {**page, "problem": request.scope.translate(message)}


def _address(
    request: Request, draft: Draft, key: str, under: str, *, language: str = "", row: str = ""
) -> str:
    wishes = {"under": under, "language": language}
    query = {name: value for name, value in wishes.items() if value}
    form = draft.form_key
    path: str = request.route_path(
        "core.studio_options", form=form, key=key, _query=query, **at_row(row)
    )
    return path
