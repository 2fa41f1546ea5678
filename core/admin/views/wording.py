"""The page on which a tenant words the product's texts itself, a language at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.schemas import wording_schema
from core.admin.services.wording import change_wording, list_texts, narrow_texts
from core.admin.views.frame import plugin_titles, unheeded_words
from core.errors import NotFoundError
from core.undo.services import undoable
from core.web.forms import FormExtras, form_from_schema, handle_edit
from core.web.request import Request
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.admin.services.wording import Text

_ = TranslationStringFactory("core")

SIZE = 25
SAVE = (("save", _("Save")),)


class _Part(NamedTuple):
    """The texts of one page of a list. ``before`` and ``after`` name where others begin."""

    texts: Sequence[Text]
    first: int
    total: int
    before: str | None
    after: str | None


@view_config(
    route_name="core.wording",
    permission="settings:change",
    renderer="core/admin/wording.jinja2",
    require_csrf=False,
)
def edit_wording(request: Request) -> Any:
    """Show texts as shipped and as the tenant says them, and change the latter."""
    scope = request.scope
    language = _language(request)
    known = list_texts(scope, language)
    words, changed = request.GET.get("text", ""), "changed" in request.GET
    part = _cut(known, narrow_texts(known, words, changed_only=changed), request.GET.get("after"))
    # What was sent comes back whole, whatever has become of the list meanwhile.
    is_sent = request.method == "POST"
    texts = [text for text in known if text.name in request.POST] if is_sent else part.texts
    address = _address(request, after=request.GET.get("after"))

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        wanted = {text.key: values[text.name] for text in texts if text.name in values}
        with undoable(scope, "settings:change", "wording", place=address) as step:
            change_wording(scope, language, wanted)
        request.flash_message("success", _("Saved. It shows from the next page on."), step.id)
        return HTTPSeeOther(address)

    schema = wording_schema(texts, language, plugin_titles(request))
    return handle_edit(
        request,
        form_from_schema(schema, scope.translator, buttons=SAVE, form_id="wording"),
        save,
        render=lambda view: {
            "form": view,
            "language": language,
            "language_title": language_name(language),
            "language_tabs": [
                (language_name(code), _address(request, language=code), code == language)
                for code in request.tenant.languages
            ],
            "words": words,
            "unheeded": unheeded_words(request, words, strange=_is_strange(request)),
            "changed": changed,
            "has_texts": bool(texts),
            "summary": scope.translate(_summary(part)),
            "previous_url": _address(request, after=part.before) if part.first > 1 else "",
            "next_url": _address(request, after=part.after) if part.after else "",
        },
        current={text.name: text.own for text in texts},
        extras=FormExtras(action=address),
    )


def _language(request: Request) -> str:
    wish: str = request.GET.get("language", "")
    return wish if wish in request.tenant.languages else request.scope.locale


def _is_strange(request: Request) -> bool:
    wish = request.GET.get("language", "")
    return bool(wish) and wish not in request.tenant.languages


def _cut(known: Sequence[Text], found: Sequence[Text], after: str | None) -> _Part:
    """Return the page that begins after a text, which need not be among the found any more.

    It is the first page if nothing found comes after it.

    :raises NotFoundError: there is no such text
    """
    places = {text.name: place for place, text in enumerate(known)}
    if after and after not in places:
        raise NotFoundError(after[:40])
    begin = sum(places[text.name] <= places[after] for text in found) if after else 0
    begin = begin if begin < len(found) else 0
    texts = found[begin : begin + SIZE]
    return _Part(
        texts=texts,
        first=begin + 1,
        total=len(found),
        before=found[begin - SIZE - 1].name if begin > SIZE else None,
        after=texts[-1].name if begin + SIZE < len(found) else None,
    )


def _summary(part: _Part) -> str:
    last = part.first + len(part.texts) - 1
    mapping = {"first": part.first, "last": last, "count": part.total}
    text: str = _("${first} to ${last} of ${count}", mapping=mapping)
    return text


def _address(request: Request, *, language: str = "", after: str | None = None) -> str:
    """Return where the same texts are, from another one on or in another language."""
    wishes = {
        "language": language or _language(request),
        "text": request.GET.get("text"),
        "changed": request.GET.get("changed"),
        "after": after,
    }
    query = {name: value for name, value in wishes.items() if value}
    path: str = request.route_path("core.wording", _query=query)
    return path
