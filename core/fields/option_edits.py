"""Concurrent editing of a table of options: untouched cells are not written back.

The page notes a fingerprint of each cell that it shows. A cell that comes back as it was drawn
follows what is stored; one that two people changed differently is reported, with the other's value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.web.edits import BASE, read_base

if TYPE_CHECKING:
    from core.fields.option_rows import OptionRow

LONGEST_BASE = 2_000_000
DEFAULT = "default"
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableEdit:
    """What became of a table while it was open.

    :ivar values: control -> what it is to have now, by the names that the rows have now
    :ivar conflicts: control -> what somebody else put there
    :ivar gone: keys of options that were changed here and removed by somebody else
    """

    values: Cells
    conflicts: Cells
    gone: tuple[str, ...] = ()

    @property
    def is_stale(self) -> bool:
        return bool(self.conflicts or self.gone)


def cells_of(
    rows: Sequence[OptionRow], languages: Sequence[str], level: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what the controls of the table show, by their names."""
    found = {f"level-{code}": (level or {}).get(code, "") for code in languages}
    found[DEFAULT] = next((row.name for row in rows if row.option.default), "")
    for row in rows:
        option, name = row.option, row.name
        if not option.key:
            continue
        found |= {f"{name}-label-{code}": option.labels.get(code, "") for code in languages}
        found[f"{name}-color"] = option.color or ""
        found[f"{name}-kind"] = option.kind or ""
        found[f"{name}-reopens"] = option.reopens_to or ""
        found[f"{name}-active"] = "1" if option.active else ""
    return found


def note_cells(rows: Sequence[OptionRow], cells: Cells) -> str:
    """Return what the page notes of its cells; rows by key, as their places may change."""
    keys = {row.name: row.option.key for row in rows if row.option.key}
    noted = {_by_key(name, keys): _value(name, value, keys) for name, value in cells.items()}
    prints = {name: fingerprint_of(value) for name, value in noted.items()}
    return json.dumps(prints, separators=(",", ":"))


def read_table(rows: Sequence[OptionRow], now: Cells, posted: Mapping[str, str]) -> TableEdit:
    """Compare what was sent with what the page showed and with what is stored.

    Without a note, as of a program that draws no pages, all that differs was meant.
    """
    base = read_base(posted.get(BASE, ""), LONGEST_BASE)
    sent_keys = {
        name.removesuffix("-key"): value for name, value in posted.items() if name.endswith("-key")
    }
    keys = {row.name: row.option.key for row in rows if row.option.key}
    stored = {_by_key(name, keys): _value(name, value, keys) for name, value in now.items()}
    names = {_by_key(name, keys): name for name in now}
    values, conflicts, gone = dict(now), {}, []
    back = {key: name for name, key in keys.items()}
    for name in _sent_cells(now, keys, sent_keys, posted):
        cell = _by_key(name, sent_keys)
        sent = _value(name, posted.get(name, ""), sent_keys)
        before = fingerprint_of(stored.get(cell, "")) if base is None else base.get(cell)
        if fingerprint_of(sent) == before:
            continue
        if cell not in names:
            gone.append(sent_keys.get(name.partition("-")[0], ""))
            continue
        shown = back.get(sent, sent) if cell == DEFAULT else sent
        values[names[cell]] = shown
        if before is not None and fingerprint_of(stored[cell]) != before and stored[cell] != sent:
            conflicts[names[cell]] = now[names[cell]]
    moved = {sent: back[key] for sent, key in sent_keys.items() if key in back}
    values |= _rest(posted, moved, keys)
    return TableEdit(values, conflicts, tuple(dict.fromkeys(gone)))


def _sent_cells(
    now: Cells, keys: Mapping[str, str], sent_keys: Mapping[str, str], posted: Mapping[str, str]
) -> list[str]:
    """Return the cells of the rows that were sent; an empty box sends nothing of itself."""
    parts = {name.partition("-")[2] for name in now if name.partition("-")[0] in keys}
    found = [f"{row}-{part}" for row in sent_keys for part in parts]
    boxes = [name for name in found if name.endswith("-active")]
    whole = [name for name in now if name.partition("-")[0] not in keys]
    return boxes + [name for name in (*found, *whole) if name in posted]


def _rest(
    posted: Mapping[str, str], moved: Mapping[str, str], keys: Mapping[str, str]
) -> dict[str, str]:
    """Return what is no cell of a stored option: new rows, buttons, which rows were sent."""
    found = {f"{row}-key": keys[row] for row in moved.values()}
    for name, value in posted.items():
        row, _dash, part = name.partition("-")
        if row in moved and part == "remove":
            found[f"{moved[row]}-remove"] = value
        elif row.startswith("n") or name in ("up", "down", "level"):
            found[name] = value
    return found


def _by_key(name: str, keys: Mapping[str, str]) -> str:
    row, dash, part = name.partition("-")
    return f"{keys[row]}/{part}" if dash and row in keys else name


def _value(name: str, value: str, keys: Mapping[str, str]) -> str:
    return keys.get(value, value) if name == DEFAULT else " ".join(value.split())


def fingerprint_of(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:10]
