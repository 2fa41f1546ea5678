"""What plugins find for words: those of a search box, or of a new case's subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.plugin import hookspecs
from core.plugin.answers import plain
from core.plugin.contributions import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.plugin.contributions import SearchHit
    from core.web.request import Request

LIMIT = 5  # hits of one group


@dataclass(frozen=True, slots=True)
class DrawnHit:
    """One thing that was found, as the page shows it."""

    group: str
    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Things of one kind that were found, under their heading."""

    title: str
    hits: tuple[DrawnHit, ...]


def find_search_hits(request: Request, text: str) -> list[HitGroup]:
    """Return what the enabled plugins find, by groups, in the order of the plugins.

    Asks the database nothing where no plugin answers.

    :param text: what was typed; nothing finds nothing
    """
    if not text.strip():
        return []
    audience = request.scope.actor.audience
    return gather_hits(request, hookspecs.search_results, text=text, audience=audience)


def gather_hits(
    request: Request, spec: Callable[..., list[SearchHit]], **given: Any
) -> list[HitGroup]:
    """Return what the enabled plugins answer to a hook, by groups, in the order of the plugins.

    :param given: what the hook is given beside the scope and the limit
    """
    scope = request.scope

    def draw(hit: SearchHit) -> DrawnHit:
        return DrawnHit(
            group=plain(scope.translate(hit.group))[:LONGEST],
            title=plain(scope.translate(hit.title))[:LONGEST],
            text=plain(scope.translate(hit.text))[:LONGEST],
            url=plain(request.route_path(hit.route, **hit.params)),
        )

    found = scope.hooks.gather_with(draw, spec, scope=scope, limit=LIMIT, **given)
    groups: dict[str, list[DrawnHit]] = {}
    for hit in found:
        groups.setdefault(hit.group, []).append(hit)
    return [HitGroup(title, tuple(hits[:LIMIT])) for title, hits in groups.items()]
