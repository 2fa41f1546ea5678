"""What the pages of the administration share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.search.text_query import MAX_TYPED
from core.cases.web.filter_controls import LEFT_OUT, NO_WORD, ONLY_THE_FIRST
from core.search_text import fold
from core.web.routing import read_id

if TYPE_CHECKING:
    from uuid import UUID

    from core.web.request import Request

_ = TranslationStringFactory("core")


def plugin_titles(request: Request) -> dict[str, str]:
    """Return what people call the core and the installed plugins, on or off."""
    translate = request.scope.translate
    installed = request.platform.plugins.plugins.items()
    return {
        "core": translate(_("Core")),
        **{name: translate(plugin.manifest.title) for name, plugin in installed},
    }


def id_of(request: Request) -> UUID:
    """Return the id in the address.

    :raises NotFoundError: it is none
    """
    return read_id(request.matchdict["id"])


def page_after(request: Request) -> UUID | None:
    """Return the key after which a list goes on."""
    after = request.GET.get("after", "")
    return read_id(after) if after else None


def unheeded_words(request: Request, text: str, *, strange: bool = False) -> list[str]:
    """Return sentences on what a list does not heed of the words it is narrowed by.

    :param strange: nor of something else in its address
    """
    notices = []
    if text.strip() and not fold(text[:MAX_TYPED]):
        notices.append(NO_WORD)
    if len(text.strip()) > MAX_TYPED:
        notices.append(ONLY_THE_FIRST)
    if strange:
        notices.append(LEFT_OUT)
    return [request.scope.translate(sentence) for sentence in notices]


def next_url(request: Request, rows: list[Any], size: int, last_id: UUID | None) -> str:
    """Return the address of the list's next page, or an empty text at its end."""
    if len(rows) < size or last_id is None:
        return ""
    query = {**{k: v for k, v in request.GET.items() if k != "after"}, "after": str(last_id)}
    route = request.matched_route.name
    path: str = request.route_path(route, **request.matchdict, _query=query)
    return path
