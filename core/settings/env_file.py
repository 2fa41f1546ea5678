"""Loading a file of settings into the environment, at the start and at each reload."""

import os
from collections.abc import Collection
from pathlib import Path

from core.errors import SettingsError


def take_environment(path: Path, before: Collection[str] = ()) -> set[str]:
    """Put the file's variables into this process's environment, and so into those it starts.

    :param before: what an earlier version of the file had set; what is not in it any more goes
    :returns: the names
    :raises SettingsError: the file is wrong; nothing has changed then
    """
    given = _read(path)
    for name in set(before) - set(given):
        os.environ.pop(name, None)
    os.environ |= given
    return set(given)


def _read(path: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines, as systemd's ``EnvironmentFile`` has them.

    :raises SettingsError: the file can't be read, or a line is none of these
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8"
        raise SettingsError(f"{path} can't be read: {reason}.") from None
    found: dict[str, str] = {}
    rest, number = text, 1
    while rest:
        line = rest.partition("\n")[0].strip()
        if not line or line[0] in "#;":
            rest = rest.partition("\n")[2]
            number += 1
            continue
        name, equals, rest = rest.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise SettingsError(f"{path}, line {number}: write NAME=value.")
        value, after = _take_value(rest)
        if value is None:
            raise SettingsError(f"{path}, line {number}: the quotation mark is not closed.")
        number += rest[: len(rest) - len(after)].count("\n")
        found[name], rest = value, after
    return found


def _take_value(text: str) -> tuple[str | None, str]:
    """Return a value and what follows its line. Quoting is systemd's, which is nearly a shell's.

    Quotation marks count where a value or a part of it begins. Within single ones all is itself;
    within double ones a backslash makes only quotation marks, dollars and its like plain; outside
    it makes any sign plain. At the end of a line it joins the next one.
    """
    value, kept = "", 0  # so much of the value is no white space at its end
    mark, begins = "", True
    signs = iter(enumerate(text))
    for at, sign in signs:
        if mark:
            if sign == mark:
                mark, begins = "", True
            elif sign == "\\" and mark == '"':
                _at, following = next(signs, (0, ""))
                if following != "\n":
                    value += following if following in '"\\`$' else f"\\{following}"
            else:
                value += sign
            kept = len(value)
        elif sign == "\n":
            return value[:kept], text[at + 1 :]
        elif begins and sign in "\"'":
            mark = sign
        elif begins and sign.isspace():
            continue
        else:
            begins = False
            if sign == "\\":
                _at, following = next(signs, (0, ""))
                value += "" if following == "\n" else following
                kept = len(value)
            else:
                value += sign
                kept = kept if sign.isspace() else len(value)
    return (None, "") if mark else (value[:kept], "")
