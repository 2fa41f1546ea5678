"""One field: what it is called, what it takes, and who may see or change it where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from translationstring import TranslationStringFactory

from fields_config.cursor import KEY, TYPE_NAME, Cursor
from fields_config.options import MAX_DEPTH, Option, read_options

_ = TranslationStringFactory("core")

Audience = Literal["customer", "agent"]
Screen = Literal["create", "detail"]

AUDIENCES: tuple[Audience, ...] = ("customer", "agent")
SCREENS: tuple[Screen, ...] = ("create", "detail")
REQUIRED = "+required"
MAX_PINS = 40
MAX_LIMITS = 40  # entries of ``validation``

_MEMBERS = (
    *("key", "type", "labels", "helps", "section", "position", "default", "grants", "options"),
    *("levels", "validation", "filterable", "searchable", "active", "system", "pinned"),
)


class Access(StrEnum):
    """How far an audience gets with a field on a screen."""

    HIDDEN = "hidden"
    VIEW = "view"
    EDIT = "edit"


@dataclass(frozen=True)
class Grant:
    """``required`` counts only where the field can be edited."""

    access: Access
    required: bool = False

    @property
    def visible(self) -> bool:
        return self.access is not Access.HIDDEN

    @property
    def state(self) -> str:
        """What it comes to, in one word: ``hidden``, ``view``, ``edit`` or ``required``."""
        return "required" if self.required and self.access is Access.EDIT else str(self.access)

    def __str__(self) -> str:
        return f"{self.access}{REQUIRED}" if self.required else str(self.access)


Grants = Mapping[tuple[Audience, Screen], Grant]
NO_GRANT = Grant(Access.HIDDEN)


@dataclass(frozen=True, kw_only=True)
class FieldDefinition:
    """A field as the tenant configured it. Where no grant is given, the field is hidden.

    ``pinned`` names what a tenant may not change on a system field: an attribute of this class,
    or ``grants.<audience>.<screen>``.
    """

    key: str
    type: str
    labels: Mapping[str, str]
    helps: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    position: int = 0
    default: Any = None
    grants: Grants = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    levels: tuple[Mapping[str, str], ...] = ()
    validation: Mapping[str, Any] = field(default_factory=dict)
    filterable: bool = False
    searchable: bool = False
    active: bool = True
    system: bool = False
    pinned: frozenset[str] = frozenset()

    def grant(self, audience: Audience, screen: Screen) -> Grant:
        return self.grants.get((audience, screen), NO_GRANT)

    def with_grant(self, audience: Audience, screen: Screen, grant: Grant) -> "FieldDefinition":
        return replace(self, grants={**self.grants, (audience, screen): grant})

    @property
    def in_portal(self) -> bool:
        """Whether a customer meets the field at all (the one tick "portal field")."""
        return any(self.grant("customer", screen).visible for screen in SCREENS)

    def with_portal(self, *, on: bool) -> "FieldDefinition":
        """Tick or untick "portal field": the customer edits it everywhere, or never sees it."""
        found = self
        for screen in SCREENS:
            kept = on and self.grant("customer", screen).required
            grant = Grant(Access.EDIT if on else Access.HIDDEN, kept)
            found = found.with_grant("customer", screen, grant)
        return found

    @cached_property
    def initial(self) -> Any:
        """What a new case starts with: the default, or the option marked as default."""
        if self.default is not None:
            return self.default
        return next((option.key for option in self.options if option.default), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the canonical JSON form: what is not said has its default."""
        found: dict[str, Any] = {
            "key": self.key,
            "type": self.type,
            "labels": dict(sorted(self.labels.items())),
            "helps": dict(sorted(self.helps.items())),
            "section": self.section,
            "position": self.position,
            "default": self.default,
            "grants": _write_grants(self.grants),
            "options": [option.to_dict() for option in self.options],
            "levels": [dict(sorted(level.items())) for level in self.levels],
            "validation": dict(sorted(self.validation.items())),
            "pinned": sorted(self.pinned),
        }
        flags = {
            "filterable": self.filterable,
            "searchable": self.searchable,
            "active": self.active,
            "system": self.system,
        }
        found.update({name: on for name, on in flags.items() if on != (name == "active")})
        return {name: value for name, value in found.items() if _says_something(name, value)}


def _says_something(name: str, value: Any) -> bool:
    if name in ("key", "type", "labels") or isinstance(value, bool | int):
        return True
    return value is not None and (name == "default" or value not in ({}, [], ""))


def _write_grants(grants: Grants) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for (audience, screen), grant in sorted(grants.items()):
        found.setdefault(audience, {})[screen] = str(grant)
    return found


def read_field(cursor: Cursor) -> FieldDefinition:
    cursor.expect(_MEMBERS)
    return FieldDefinition(
        key=cursor.child("key").text(KEY),
        type=cursor.child("type").text(TYPE_NAME),
        labels=cursor.child("labels").texts(),
        helps=cursor.child("helps").texts(),
        section=cursor.child("section").text(limit=40, empty=True),
        position=cursor.child("position").whole(),
        default=cursor.child("default").plain(),
        grants=_read_grants(cursor.child("grants")),
        options=read_options(cursor.child("options")),
        levels=tuple(level.texts() for level in cursor.child("levels").entries(MAX_DEPTH)),
        validation=_read_validation(cursor.child("validation")),
        filterable=cursor.child("filterable").flag(default=False),
        searchable=cursor.child("searchable").flag(default=False),
        active=cursor.child("active").flag(default=True),
        system=cursor.child("system").flag(default=False),
        pinned=frozenset(pin.text() for pin in cursor.child("pinned").entries(MAX_PINS)),
    )


def _read_grants(cursor: Cursor) -> dict[tuple[Audience, Screen], Grant]:
    known = [str(access) + suffix for access in Access for suffix in ("", REQUIRED)]
    found = {}
    for audience, screens in cursor.members(len(AUDIENCES)).items():
        if audience not in AUDIENCES:
            screens.complain(_("Use one of: ${allowed}.", {"allowed": ", ".join(AUDIENCES)}))
            continue
        for screen, entry in screens.members(len(SCREENS)).items():
            if screen not in SCREENS:
                entry.complain(_("Use one of: ${allowed}.", {"allowed": ", ".join(SCREENS)}))
                continue
            access, required, _rest = entry.one_of(known).partition(REQUIRED)
            place = (audience, screen)
            found[place] = Grant(Access(access), bool(required))
    return found


def _read_validation(cursor: Cursor) -> dict[str, Any]:
    found = {}
    for name, entry in cursor.members(MAX_LIMITS).items():
        if not KEY.fullmatch(name):
            entry.complain(_("“${text}” can't stand here.", {"text": name[:60]}))
            continue
        found[name] = entry.plain()
    return found
