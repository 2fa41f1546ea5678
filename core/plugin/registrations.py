"""What features and plugins register when the process starts, by hook and by owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from translationstring import TranslationStringFactory

from core.command_names import COMMANDS, GROUPS, TOP
from core.db.base import TenantOwned
from core.errors import PluginError
from core.plugin import hookspecs
from core.plugin.answers import RubbishError, kind_of, read_list
from core.plugin.contributions import ActivityDetail, AdminSection
from core.plugin.manifest import TEXT

if TYPE_CHECKING:
    from core.plugin.case_lists import ListPart
    from core.plugin.contributions import (
        ActivityKind,
        AdminPage,
        Channel,
        EncryptedColumn,
        Service,
    )
    from core.plugin.manifest import PluginManifest

_ = TranslationStringFactory("core")

T = TypeVar("T")
Ask = Callable[[str, Callable[[], Any]], Any]

KIND = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?\Z")
CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")  # a key of an option, and the column of a case
COMMAND = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
COMMAND_HOOK = "register_commands"
LONGEST_KIND = 60  # the column of core.activity.models
SHORT_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


class Owner(NamedTuple):
    """Who registers something.

    :ivar is_feature: a feature of the core: names of its kinds and routes need no prefix
    """

    name: str
    is_feature: bool


class AddedCommand(NamedTuple):
    """A command that a plugin adds: to a group of the core, or to ``TOP``."""

    group: str
    name: str
    plugin: str
    command: click.Command


class Registrations:
    """What the start-up hooks have answered.

    :ivar features: the owners that are features of the core: always on, and trusted
    :ivar titles: owner -> what people call it, translatable
    :ivar mails: kind of mail -> what the record calls it, translatable
    :ivar activity: kind of activity -> its owner, and what it says of itself
    """

    def __init__(self) -> None:
        self.features: set[str] = set()
        self.titles: dict[str, str] = {"core": _("Core")}
        self.mails: dict[str, str] = {}
        self.activity: dict[str, tuple[str, ActivityKind]] = {}
        self._found: dict[str, dict[str, tuple[Any, ...]]] = {name: {} for name in CHECKS}

    def add(self, manifest: PluginManifest, module: object, ask: Ask) -> None:
        """Ask a feature's or a plugin's module for all that it registers.

        :param ask: calls a hook, given the rule that is broken if that fails
        :raises PluginError: it registers what can't be used
        """
        owner = manifest.name
        for name, (rule, check) in CHECKS.items():
            register = getattr(module, name, None)
            if register is not None:
                answer = ask(rule, register)
                try:
                    found = read_list(kind_of(getattr(hookspecs, name)), owner, answer)
                except RubbishError as error:
                    raise PluginError(owner, rule, f"its '{name}' {error}.") from None
                check(Owner(owner, owner in self.features), found)
                if name == COMMAND_HOOK:
                    self._refuse_taken(owner, found)
                self._found[name][owner] = tuple(found)
        self.titles[owner] = manifest.title
        prefix = "" if owner in self.features else f"{owner}."
        self.mails |= {f"{prefix}{name}": words for name, words in manifest.mails.items()}
        self._index_activity()

    def drop(self, owner: str) -> None:
        """Forget what a plugin registered that is left out."""
        self.titles.pop(owner, None)
        for found in self._found.values():
            found.pop(owner, None)
        self._index_activity()

    def of(self, spec: Callable[[], list[T]]) -> Iterator[tuple[str, T]]:
        """Yield what was registered with its owner: features first, then plugins by name."""
        for owner, found in self._found[spec.__name__].items():
            yield from ((owner, one) for one in found)

    def commands(self) -> tuple[AddedCommand, ...]:
        """Return the commands that plugins add, by their words."""
        found = self._found[COMMAND_HOOK].items()
        return tuple(sorted(one for owner, those in found for one in _place(owner, those)))

    def _refuse_taken(self, owner: str, commands: list[click.Command]) -> None:
        taken = {(one.group, one.name): one.plugin for one in self.commands()}
        for new in _place(owner, commands):
            holder = taken.get((new.group, new.name))
            if holder is not None:
                words = new.name if new.group == TOP else f"{new.group} {new.name}"
                raise PluginError(
                    owner,
                    "clash-command",
                    f"its command '{words}' is one of the plugin '{holder}' already.",
                )

    def channels_of(self, owners: Collection[str]) -> dict[str, Channel]:
        """Return channels by name; where two name the same, a plugin's goes before the core's."""
        found = self.of(hookspecs.register_channels)
        return {channel.name: channel for who, channel in found if who in owners}

    def admin_pages_of(self, owners: Collection[str]) -> tuple[AdminPage, ...]:
        """Return pages of the administration in their order, whatever their sections."""
        pages = [one for who, one in self.of(hookspecs.register_admin_pages) if who in owners]
        return tuple(sorted(pages, key=lambda page: (page.position, page.route)))

    def _index_activity(self) -> None:
        kinds = self.of(hookspecs.register_activity)
        self.activity = {kind.name: (owner, kind) for owner, kind in kinds}


def _check_texts(owner: Owner, rule: str, found: Iterable[Any]) -> None:
    """Refuse what only looks like text: pages show it outside the fence."""
    for one in found:
        for part in fields(one):
            value = getattr(one, part.name)
            texts = (value,) if isinstance(value, str) else ()
            if isinstance(value, Mapping):
                texts = (*value.keys(), *value.values()) if type(value) is dict else (None,)
            if any(type(text) not in TEXT for text in texts):
                raise PluginError(
                    owner.name,
                    rule,
                    f"'{part.name}' of its {type(one).__name__} must be plain text.",
                )


def _check_activity(owner: Owner, kinds: list[ActivityKind]) -> None:
    _check_texts(owner, "activity", kinds)
    names: set[str] = set()
    for kind in kinds:
        name = kind.name
        if not owner.is_feature and not name.startswith(f"{owner.name}."):
            raise PluginError(
                owner.name,
                "activity-name",
                f"its kind of activity '{name}' must begin '{owner.name}.'.",
            )
        if KIND.match(name) is None or len(name) > LONGEST_KIND:
            raise PluginError(
                owner.name,
                "activity-name",
                f"its kind of activity '{name}' must be small letters, digits and '_', no more"
                f" than {LONGEST_KIND}.",
            )
        if name in names:
            raise PluginError(
                owner.name, "activity-name", f"it registers the kind of activity '{name}' twice."
            )
        if any(type(one) is not ActivityDetail for one in kind.details):
            raise PluginError(
                owner.name,
                "activity",
                f"the details of its '{name}' must be a tuple of ActivityDetail.",
            )
        _check_texts(owner, "activity", kind.details)
        names.add(name)


def _check_admin_pages(owner: Owner, pages: list[AdminPage]) -> None:
    _check_texts(owner, "admin-page", pages)
    sections = [page.section for page in pages if not isinstance(page.section, str)]
    if any(type(section) is not AdminSection for section in sections):
        raise PluginError(owner.name, "admin-page", "a section must be an AdminSection.")
    _check_texts(owner, "admin-page", sections)
    for page in pages:
        if not owner.is_feature and not page.route.startswith(f"{owner.name}."):
            raise PluginError(
                owner.name,
                "admin-page",
                f"the route '{page.route}' of its page must begin '{owner.name}.'.",
            )
        if not page.permission:
            raise PluginError(
                owner.name, "admin-page", f"its page '{page.route}' must name a permission."
            )


def _check_list_parts(owner: Owner, parts: list[ListPart]) -> None:
    names: set[str] = set()
    for part in parts:
        plugin, _dot, short = part.name.partition(".")
        if plugin != owner.name or not SHORT_NAME.match(short):
            raise PluginError(
                owner.name,
                "list-part-name",
                f"its '{part.name}' must be called '{owner.name}.<name>', in small letters, digits"
                " and '_'.",
            )
        if part.name in names:
            raise PluginError(owner.name, "list-part-name", f"it declares '{part.name}' twice.")
        names.add(part.name)


def _place(owner: str, commands: Iterable[click.Command]) -> Iterator[AddedCommand]:
    """Yield commands at their places: those of a group that the core has are parts of that."""
    for command in commands:
        name = str(command.name)
        if name in GROUPS and isinstance(command, click.Group):
            for part, below in command.commands.items():
                yield AddedCommand(name, part, owner, below)
        else:
            yield AddedCommand(TOP, name, owner, command)


def _check_commands(owner: Owner, commands: list[click.Command]) -> None:
    placed = [(one.group, one.name) for one in _place(owner.name, commands)]
    for group, name in placed:
        words = name if group == TOP else f"{group} {name}"
        if COMMAND.match(name) is None:
            raise PluginError(
                owner.name,
                "command",
                f"its command '{words}' must be small letters, digits and '-'.",
            )
        if name in (COMMANDS if group == TOP else GROUPS[group]):
            raise PluginError(
                owner.name, "clash-command", f"the core has a command '{words}' already."
            )
        if placed.count((group, name)) > 1:
            raise PluginError(
                owner.name, "clash-command", f"it registers the command '{words}' twice."
            )


def _check_channels(owner: Owner, channels: list[Channel]) -> None:
    _check_texts(owner, "channel", channels)
    names = [channel.name for channel in channels]
    for name in names:
        if CHANNEL.match(name) is None:
            raise PluginError(
                owner.name,
                "channel",
                f"its channel '{name}' must be at most sixty small letters, digits and '_'.",
            )
        if names.count(name) > 1:
            raise PluginError(owner.name, "channel", f"it registers the channel '{name}' twice.")


def _check_services(owner: Owner, services: list[Service]) -> None:
    _check_texts(owner, "service", services)
    names: set[str] = set()
    for service in services:
        plugin, _dot, short = service.name.partition(".")
        if plugin != owner.name or not SHORT_NAME.match(short) or service.name in names:
            raise PluginError(
                owner.name,
                "service",
                f"its service '{service.name}' must be called '{owner.name}.<name>', in small"
                " letters, digits and '_', each once.",
            )
        names.add(service.name)


def _check_encrypted_columns(owner: Owner, columns: list[EncryptedColumn]) -> None:
    for one in columns:
        is_theirs = issubclass(one.model, TenantOwned) and hasattr(one.model, one.column)
        if not is_theirs:
            raise PluginError(
                owner.name,
                "encrypted-column",
                f"its {one.model.__name__}.{one.column} is no column of rows that tenants own.",
            )


# Start-up hook -> the rule that a bad answer breaks, and what must hold of a good one.
CHECKS: dict[str, tuple[str, Callable[..., None]]] = {
    "register_activity": ("activity", _check_activity),
    "register_admin_pages": ("admin-page", _check_admin_pages),
    "register_services": ("service", _check_services),
    "register_channels": ("channel", _check_channels),
    "register_encrypted_columns": ("encrypted-column", _check_encrypted_columns),
    COMMAND_HOOK: ("command", _check_commands),
    "register_case_columns": ("list-part", _check_list_parts),
    "register_case_filters": ("list-part", _check_list_parts),
    "register_case_views": ("list-part", _check_list_parts),
    "register_bulk_actions": ("list-part", _check_list_parts),
}
