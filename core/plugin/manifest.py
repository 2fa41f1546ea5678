"""A plugin's manifest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import colander
from translationstring import TranslationString

from core.errors import PluginError

TEXT = (str, TranslationString)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Something staff may be allowed to do.

    :param name: ``<plugin>:<verb>``
    :param title: a translatable sentence part, shown to the admin
    :param roles: the built-in roles (admin, agent, csr) that have it from the start
    """

    name: str
    title: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginManifest:
    """Core reads this once, at start-up, and asks the plugin nothing else.

    Everything else is found by convention in ``package``: ``routes.py``, ``views``, ``templates/``,
    ``static/``, ``locale/``, ``migrations/versions/``, ``models.py``, ``tasks.py``.

    :param name: its id: prefix of its tables, routes, settings, permissions and statics
    :param title: translatable, shown in the catalogue of plugins
    :param package: import name of the package that holds its files
    :param description: translatable; one line on what it is good for
    :param version: its own
    :param api: the plugin API it is written for, ``(major, minor)``
    :param settings_schema: a Colander schema; its admin form is generated
    :param requires: names of plugins without which it can't work
    :param permissions: what it lets staff do
    :param mails: what the record calls the mails that it sends: the name of a mail's template ->
        translatable words, such as "question how it went"
    :param on_by_default: whether a new tenant starts with it
    """

    name: str
    title: str
    package: str
    description: str = ""
    version: str = "1.0"
    api: tuple[int, int] = (1, 0)
    settings_schema: type[colander.MappingSchema] | None = None
    requires: tuple[str, ...] = ()
    permissions: Sequence[Permission] = ()
    mails: Mapping[str, str] = field(default_factory=dict)
    on_by_default: bool = True


def read_manifest(source: str, answer: Any) -> PluginManifest:
    """Return a plugin's manifest.

    What it holds is asked in every tenant's requests, whether the plugin is on there or not, so
    it is looked at once, to the last element.

    :raises PluginError: it is something else, or holds something else than it should
    """
    if type(answer) is not PluginManifest:
        raise PluginError(source, "no-manifest", "'register_plugin' must return a PluginManifest.")
    for name, wanted in chain(_wrong(answer), _wrong_mails(answer)):
        raise PluginError(source, "no-manifest", f"its {name} must be {wanted}.")
    return answer


def _wrong(manifest: PluginManifest) -> Iterator[tuple[str, str]]:
    """Yield what is not of its type, and what it should be; a subclass could behave in any way."""
    texts = "text, or a text in _()"
    for name, kinds, wanted in (
        ("name", (str,), "text"),
        ("title", TEXT, texts),
        ("package", (str,), "text"),
        ("description", TEXT, texts),
        ("version", (str,), "text"),
        ("api", (tuple,), "two numbers: (1, 0)"),
        ("requires", (tuple, list), "a tuple of names of plugins"),
        ("permissions", (tuple, list), "a list of Permission"),
        ("on_by_default", (bool,), "True or False"),
    ):
        if type(getattr(manifest, name)) not in kinds:
            yield name, wanted
    if [type(number) for number in manifest.api] != [int, int]:
        yield "api", "two numbers: (1, 0)"
    if any(type(one) is not str for one in manifest.requires):
        yield "requires", "a tuple of names of plugins"
    for one in manifest.permissions:
        if type(one) is not Permission:
            yield "permissions", "a list of Permission"
        elif type(one.name) is not str or type(one.title) not in TEXT:
            yield "permissions", "of a name and a title that are text"
        elif type(one.roles) is not frozenset:
            yield f"permission '{one.name}'", "given its roles as a frozenset"
    schema = manifest.settings_schema
    if schema is not None and not (
        isinstance(schema, type) and issubclass(schema, colander.SchemaNode)
    ):
        yield "settings_schema", "a class made of colander.MappingSchema, without ()"


def _wrong_mails(manifest: PluginManifest) -> Iterator[tuple[str, str]]:
    mails: Any = manifest.mails
    are_words = type(mails) is dict and all(
        type(name) is str and type(words) in TEXT for name, words in mails.items()
    )
    if not are_words:
        yield "mails", "a mapping of text to words"
