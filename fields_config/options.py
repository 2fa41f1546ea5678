"""The options of a list, and of a tree of any depth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.cursor import COLOR, OPTION_KEY, Cursor

_ = TranslationStringFactory("core")

KINDS = ("open", "waiting", "closed")
MAX_DEPTH = 8
MAX_OPTIONS = 5000
SEPARATOR = "/"

_MEMBERS = ("key", "labels", "active", "color", "kind", "default", "reopens_to", "options")


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice. ``kind`` types a status; ``reopens_to`` is where a closed one may go back to."""

    key: str
    labels: Mapping[str, str] = field(default_factory=dict)
    active: bool = True
    color: str | None = None
    kind: str | None = None
    default: bool = False
    reopens_to: str | None = None
    options: tuple["Option", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"key": self.key, "labels": dict(sorted(self.labels.items()))}
        if not self.active:
            found["active"] = False
        if self.default:
            found["default"] = True
        for name in ("color", "kind", "reopens_to"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name)
        if self.options:
            found["options"] = [option.to_dict() for option in self.options]
        return found


def read_options(cursor: Cursor, depth: int = 1) -> tuple[Option, ...]:
    """Read one level and all below it; keys are unique among siblings."""
    if cursor.value and depth > MAX_DEPTH:
        cursor.complain(_("At most ${limit} levels are allowed.", {"limit": MAX_DEPTH}))
        return ()
    seen: set[str] = set()
    found = []
    for entry in cursor.entries(MAX_OPTIONS):
        option = _read_option(entry, depth)
        if option.key in seen:
            entry.complain(_("The key “${key}” stands here twice.", {"key": option.key}))
        seen.add(option.key)
        found.append(option)
    return tuple(found)


def _read_option(cursor: Cursor, depth: int) -> Option:
    cursor.expect(_MEMBERS)
    kind = cursor.child("kind")
    return Option(
        key=cursor.child("key").text(OPTION_KEY),
        labels=cursor.child("labels").texts(),
        active=cursor.child("active").flag(default=True),
        color=cursor.child("color").optional(COLOR),
        kind=None if kind.value is None else kind.one_of(KINDS),
        default=cursor.child("default").flag(default=False),
        reopens_to=cursor.child("reopens_to").optional(OPTION_KEY),
        options=read_options(cursor.child("options"), depth + 1),
    )


def iter_options(options: tuple[Option, ...]) -> Iterator[tuple[str, Option, bool]]:
    """Yield (path, option, active) for every option, parents first.

    An option counts as active only if all above it are.
    """
    for option in options:
        yield option.key, option, option.active
        for path, below, active in iter_options(option.options):
            yield f"{option.key}{SEPARATOR}{path}", below, option.active and active


def option_path(options: tuple[Option, ...], path: str) -> tuple[Option, ...] | None:
    """Return the options from the top down to ``path``, or None where it does not exist."""
    found = []
    level = options
    for key in path.split(SEPARATOR):
        option = next((option for option in level if option.key == key), None)
        if option is None:
            return None
        found.append(option)
        level = option.options
    return tuple(found)


def is_within(limit: str, path: str) -> bool:
    """Say whether ``path`` is the option ``limit`` or lies below it."""
    return path == limit or path.startswith(limit + SEPARATOR)
