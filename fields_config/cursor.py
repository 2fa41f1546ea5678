"""A walk over untrusted JSON that notes every problem instead of stopping at the first."""

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.errors import Problem

_ = TranslationStringFactory("core")

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
TYPE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?")
OPTION_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,8})?")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
# Lone surrogates can't be encoded, and PostgreSQL stores no NUL.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

MAX_LANGUAGES = 40
MAX_TEXT = 2000
MAX_NUMBER = 2**53
MAX_SHOWN = 60


class Cursor:
    """One place in the document: its value, its path, and the shared list of problems."""

    __slots__ = ("path", "problems", "value")

    def __init__(self, value: Any, path: str = "", problems: list[Problem] | None = None) -> None:
        self.value = value
        self.path = path
        self.problems = [] if problems is None else problems

    def complain(self, message: str) -> None:
        self.problems.append(Problem(self.path, message))

    def child(self, name: str) -> "Cursor":
        """Return the member of that name; its value is None where it is absent."""
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Cursor(value, f"{self.path}.{name}" if self.path else name, self.problems)

    def expect(self, known: Collection[str]) -> "Cursor":
        """Note whatever is not an object with only the known members."""
        if not isinstance(self.value, Mapping):
            self.complain(_("An object is expected here."))
            self.value = {}
        for name in self.value:
            if name not in known:
                self.complain(_("Nothing of the name “${name}” is known.", {"name": _shown(name)}))
        return self

    def entries(self, limit: int) -> list["Cursor"]:
        """Return the elements of a list; an absent list is empty."""
        if self.value is None:
            return []
        if not isinstance(self.value, list | tuple):
            self.complain(_("A list is expected here."))
            return []
        if len(self.value) > limit:
            self.complain(_("At most ${limit} entries are allowed.", {"limit": limit}))
        return [
            Cursor(element, f"{self.path}[{number}]", self.problems)
            for number, element in enumerate(self.value[:limit])
        ]

    def members(self, limit: int) -> dict[str, "Cursor"]:
        """Return the members of an object by name; an absent object is empty."""
        if self.value is None:
            return {}
        if not isinstance(self.value, Mapping):
            self.complain(_("An object is expected here."))
            return {}
        if len(self.value) > limit:
            self.complain(_("At most ${limit} entries are allowed.", {"limit": limit}))
        return {
            name: self.child(name)
            for name in list(self.value)[:limit]
            if self._is_text(name, MAX_TEXT)
        }

    def text(
        self, pattern: re.Pattern[str] | None = None, *, limit: int = MAX_TEXT, empty: bool = False
    ) -> str:
        """Return the text here; an absent one is a problem unless ``empty`` allows it."""
        if self.value is None and empty:
            return ""
        if not self._is_text(self.value, limit):
            return ""
        text = str(self.value)
        if pattern is not None and not pattern.fullmatch(text):
            self.complain(_("“${text}” can't stand here.", {"text": _shown(text)}))
            return ""
        return text

    def optional(self, pattern: re.Pattern[str] | None = None) -> str | None:
        return None if self.value is None else self.text(pattern)

    def texts(self) -> dict[str, str]:
        """Return texts by language."""
        found = {}
        for language, cursor in self.members(MAX_LANGUAGES).items():
            if not LANGUAGE.fullmatch(language):
                cursor.complain(_("“${text}” is no language code.", {"text": _shown(language)}))
                continue
            found[language] = cursor.text()
        return found

    def one_of(self, allowed: Collection[str], default: str | None = None) -> str:
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, str) or self.value not in allowed:
            self.complain(_("Use one of: ${allowed}.", {"allowed": ", ".join(sorted(allowed))}))
            return default or next(iter(allowed))
        return self.value

    def flag(self, *, default: bool) -> bool:
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            self.complain(_("Only true or false can stand here."))
            return default
        return self.value

    def whole(self, default: int = 0) -> int:
        if self.value is None:
            return default
        if not _is_number(self.value) or isinstance(self.value, float):
            self.complain(_("A whole number is expected here."))
            return default
        return int(self.value)

    def plain(self) -> Any:
        """Return a value as a case may hold it: text, number, true, false, or a list of texts."""
        if self.value is None or isinstance(self.value, bool) or _is_number(self.value):
            return self.value
        if isinstance(self.value, list | tuple):
            return [entry.text() for entry in self.entries(200)]
        return self.text(limit=100_000)

    def _is_text(self, value: Any, limit: int) -> bool:
        if not isinstance(value, str):
            self.complain(_("A text is expected here."))
        elif UNSTORABLE.search(value):
            self.complain(_("This text holds characters that can't be stored."))
        elif len(value) > limit:
            self.complain(_("At most ${limit} characters are allowed.", {"limit": limit}))
        else:
            return True
        return False


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= MAX_NUMBER


def _shown(value: Any) -> str:
    """Shorten a value for a message, and make it printable."""
    text = UNSTORABLE.sub("?", value if isinstance(value, str) else type(value).__name__)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
