"""A file of settings, taken up into the environment, and again at each reload."""

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
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}.") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        name, equals, value = stripped.partition("=")
        if not equals or not name.strip().isidentifier():
            raise SettingsError(f"{path}, line {number}: write NAME=value.")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        found[name.strip()] = value[1:-1] if quoted else value
    return found
