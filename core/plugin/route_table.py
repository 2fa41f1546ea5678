"""The routes: their owners, paths and audiences."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from core.errors import PluginError
from core.plugin.links import LINKS, READERS, Offer, Offers, Reader

Audience = Literal["public", "customer", "staff", "program"]

# A name, and perhaps a rule, which may hold braces itself: {number:[0-9]{1,18}}.
VARIABLE = re.compile(r"\{(\w+)(:(?:[^{}]|\{[^{}]*\})*)?\}")


@dataclass(slots=True)
class RouteTable:
    """The routes of the core and of plugins.

    :ivar audiences: whom a route is for, by its name
    :ivar patterns: a route's name, by its path
    :ivar offers: the pages that are known by a name of :data:`core.plugin.links.LINKS`
    """

    audiences: dict[str, Audience] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)

    def copy(self) -> RouteTable:
        return deepcopy(self)

    def restore(self, before: RouteTable) -> None:
        """Become again what it was."""
        self.audiences, self.patterns = before.audiences, before.patterns
        self.offers = before.offers


class RouteRecorder:
    """What a feature's ``routes.py`` is given: notes its routes.

    :param owner: ``core`` or the plugin's name; its routes' names begin with it and a dot
    """

    def __init__(self, table: RouteTable, owner: str) -> None:
        self._table = table
        self._owner = owner

    def add_route(
        self,
        name: str,
        pattern: str,
        *,
        audience: Audience,
        link: str = "",
        reader: Reader | None = None,
        **options: Any,
    ) -> None:
        """Add a route.

        :param audience: ``public`` (anyone), ``customer`` (a contact who signed in), ``staff``, or
            ``program`` (whom a plugin's ``identify_program`` knows; no cookie counts, so that forms
            need no token)
        :param link: the name by which the core's mails and pages lead here, of
            :data:`core.plugin.links.LINKS`; or one of the plugin's own, ``<plugin>.<noun>``
        :param reader: whom such links are for: ``customer`` or ``staff``. Needs no saying but where
            a public page is for staff
        :param options: Pyramid's own
        :raises PluginError: the name is not the owner's, or name or path are taken
        """
        table = self._table
        if not name.startswith(f"{self._owner}."):
            raise self._error("route-name", f"its route '{name}' must begin '{self._owner}.'.")
        if audience not in get_args(Audience):
            raise self._error(
                "route-audience",
                f"its route '{name}' is for '{audience}': say public, customer, staff or program.",
            )
        if self._owner != "core" and not _is_narrow(pattern, self._owner):
            raise self._error("clash-path", f"the path '{pattern}' would take others' addresses.")
        if name in table.audiences:
            raise self._error("clash-route", f"the route '{name}' is taken.")
        path = f"/{pattern.lstrip('/')}"
        shape = _shape(path)
        taken = next((n for p, n in table.patterns.items() if _shape(p) == shape), None)
        if taken is not None:
            raise self._error("clash-path", f"the path '{pattern}' belongs to the route '{taken}'.")
        if link:
            by_audience: Reader = "staff" if audience == "staff" else "customer"
            self._offer(link, reader or by_audience, pattern)
        table.audiences[name] = audience
        table.patterns[path] = name
        self._add(name, pattern, options)

    def _add(self, name: str, pattern: str, options: dict[str, Any]) -> None:
        """Give the route to whoever serves it: here nobody."""

    def _offer(self, link: str, reader: Reader, pattern: str) -> None:
        if link not in LINKS and not link.startswith(f"{self._owner}."):
            known = ", ".join(LINKS)
            raise self._error(
                "link-name",
                f"'{link}' is no page that is linked to: {known}, or '{self._owner}.…'.",
            )
        if reader not in READERS:
            raise self._error("link-reader", f"'{reader}' reads no '{link}': customer or staff.")
        found = {name for name, _rule in VARIABLE.findall(pattern)}
        wanted = LINKS.get(link, found)
        if found != wanted or set("{}*") & set(VARIABLE.sub("", pattern)):
            variables = " and ".join(f"{{{name}}}" for name in sorted(wanted)) or "no variable"
            raise self._error(
                "link-path", f"the path '{pattern}' of its page '{link}' must hold {variables}."
            )
        path = "/" + VARIABLE.sub(r"{\1}", pattern).lstrip("/")
        key = link, reader
        self._table.offers[key] = (*self._table.offers.get(key, ()), Offer(self._owner, path))

    def _error(self, rule: str, detail: str) -> PluginError:
        return PluginError(self._owner, rule, detail)


def _is_narrow(pattern: str, owner: str) -> bool:
    """Whether a pattern stays away from addresses of plugins that come later."""
    first, _, rest = pattern.lstrip("/").partition("/")
    second = rest.partition("/")[0]
    return not first.startswith(("{", "*", ":")) and (first != "x" or second == owner)


def _shape(pattern: str) -> str:
    """Return the pattern without the names of its variables, which tell no addresses apart."""
    return VARIABLE.sub(lambda found: f"{{{found[2] or ''}}}", pattern).rstrip("/") or "/"
