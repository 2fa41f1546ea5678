"""The small frozen things that plugins hand to the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Slot = Literal["portal", "staff"]
Audience = Literal["customer", "agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
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
class Panel:
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
