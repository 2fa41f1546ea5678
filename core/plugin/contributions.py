"""The small frozen things that plugins hand to the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_type_hints

Slot = Literal["portal", "staff"]
Audience = Literal["customer", "agent"]

LONGEST = 500  # letters of a heading or a label
FARTHEST = 1_000_000


class Contribution:
    """What a plugin adds to a page. One that no page could use can't be made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kind: Any = type(self)
        for name, wanted in _types(kind):
            value: Any = getattr(self, name)
            if name in {"label", "title"} and isinstance(value, str) and len(value) > LONGEST:
                raise ValueError(f"'{name}' has more than {LONGEST} letters")
            if name == "position" and isinstance(value, int) and abs(value) > FARTHEST:
                raise ValueError(f"'{name}' must lie between {-FARTHEST} and {FARTHEST}")
            if not isinstance(value, wanted):
                raise TypeError(f"'{name}' is {type(value).__name__}, not {wanted.__name__}")


@cache
def _types(kind: Any) -> list[tuple[str, type]]:
    return [(name, getattr(one, "__origin__", one)) for name, one in get_type_hints(kind).items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem(Contribution):
    """An entry of a menu.

    :param label: translatable
    :param route: the route's name
    :param icon: a name of the icon sprite
    :param position: items are sorted by it, then by label; ours stand at 10, 20, 30 …
    :param permission: shown only to an actor who has it
    :param primary: drawn as the menu's main action
    :param personal: stands in the menu under the person's name instead, beside signing out
    """

    label: str
    route: str
    icon: str = "circle"
    position: int = 50
    permission: str = ""
    primary: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Contribution):
    """A block on a page of the core or of another plugin.

    :param title: translatable heading
    :param template: ``<plugin>/<file>.jinja2``, rendered with ``data`` and the page's own names
    :param text: translatable; what it says where there is no template, as in a plugin of one file
    :param data: what the template needs; frozen dataclasses and plain values
    :param position: as in :class:`MenuItem`
    """

    title: str
    template: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    position: int = 50
