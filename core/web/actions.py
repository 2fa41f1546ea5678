"""Plugins' and our own buttons on a page, drawn from the actions that hooks answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context

from core.plugin import hookspecs
from core.plugin.answers import plain
from core.plugin.contributions import NoteAction
from core.web.panels import audience_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from jinja2.runtime import Context

    from core.cases.services import NoteView
    from core.plugin.contributions import Action
    from core.web.request import Request


@dataclass(frozen=True, slots=True)
class DrawnAction:
    """A button or a link, ready to be put on a page.

    :ivar values: what the button sends along; a link has none
    :ivar disabled_because: why it has no effect now; empty where it has
    """

    label: str
    url: str
    is_post: bool
    values: tuple[tuple[str, str], ...]
    icon: str
    confirm: str
    is_primary: bool
    disabled_because: str
    beside: str
    position: int


@pass_context
def case_actions(context: Context, about: UUID) -> list[DrawnAction]:
    """Return what can be done with a case, in the order of positions. For templates."""
    request: Request = context["request"]
    drawn = request.scope.hooks.gather_with(
        lambda action: _draw(request, action),
        hookspecs.case_actions,
        scope=request.scope,
        case_id=about,
        audience=audience_of(request),
    )
    return _sorted(drawn)


@pass_context
def contact_actions(context: Context, about: UUID) -> list[DrawnAction]:
    """Return what staff can do about a contact, in the order of positions. For templates."""
    request: Request = context["request"]
    drawn = request.scope.hooks.gather_with(
        lambda action: _draw(request, action),
        hookspecs.contact_actions,
        scope=request.scope,
        contact_id=about,
    )
    return _sorted(drawn)


@pass_context
def note_actions(
    context: Context, about: UUID, notes: Iterable[NoteView]
) -> Mapping[UUID, list[DrawnAction]]:
    """Return what can be done with the notes of a case, by note. For templates."""
    request: Request = context["request"]
    note_ids = tuple(note.id for note in notes if not note.is_event)
    if not note_ids:
        return {}
    drawn = request.scope.hooks.gather_with(
        lambda action: _draw_for_notes(request, action, note_ids),
        hookspecs.note_actions,
        scope=request.scope,
        case_id=about,
        note_ids=note_ids,
        audience=audience_of(request),
    )
    of_note: dict[UUID, list[DrawnAction]] = {}
    for pairs in drawn:
        for note_id, action in pairs:
            of_note.setdefault(note_id, []).append(action)
    return {
        note_id: sorted(actions, key=lambda one: one.position)
        for note_id, actions in of_note.items()
    }


def draw_actions(request: Request, actions: Iterable[Action]) -> list[DrawnAction]:
    """Return a page's own actions ready for ``action_buttons``, without those that are not allowed.

    They stay in the order in which they are given.
    """
    return [one for action in actions if (one := _draw(request, action)) is not None]


def _sorted(drawn: list[DrawnAction | None]) -> list[DrawnAction]:
    shown = [action for action in drawn if action is not None]
    return sorted(shown, key=lambda action: action.position)


def _draw_for_notes(
    request: Request, action: NoteAction, note_ids: tuple[UUID, ...]
) -> list[tuple[UUID, DrawnAction]]:
    wanted = set(action.notes)
    pairs = ((one, _draw(request, action, note=one)) for one in note_ids if one in wanted)
    return [(note_id, drawn) for note_id, drawn in pairs if drawn is not None]


def _draw(request: Request, action: Action, **params: Any) -> DrawnAction | None:
    """Return the action as the page shows it; None if this person may not do it."""
    scope = request.scope
    if action.permission and not scope.actor.may(action.permission):
        return None
    url = action.url or request.route_path(action.route, **action.params, **params)
    return DrawnAction(
        label=plain(scope.translate(action.label)),
        url=plain(url),
        is_post=action.post,
        values=tuple((plain(name), plain(value)) for name, value in action.values.items()),
        icon=plain(action.icon),
        confirm=plain(scope.translate(action.confirm)) if action.confirm else "",
        is_primary=action.primary,
        disabled_because=plain(scope.translate(action.disabled_because)),
        beside=action.beside,
        position=action.position,
    )
