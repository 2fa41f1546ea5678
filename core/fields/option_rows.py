"""Converting between one level of options and rows of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from translationstring import TranslationStringFactory

from core.errors import NotFoundError, Refused
from core.fields.keys import make_key
from fields_config.cursor import COLOR
from fields_config.options import KINDS, SEPARATOR, Option, option_path

_ = TranslationStringFactory("core")

NEW_ROWS = 3
STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    """An option in the table. ``is_published`` ones can be switched off, not removed."""

    name: str
    option: Option
    path: str = ""
    is_published: bool = False


def level_of(options: tuple[Option, ...], under: str) -> tuple[Option, ...]:
    """Return the options directly below a path; the empty path is the top.

    :raises NotFoundError: there is no such path
    """
    if not under:
        return options
    found = option_path(options, under)
    if found is None:
        raise NotFoundError(under)
    return found[-1].options


def with_level(
    options: tuple[Option, ...], under: str, level: tuple[Option, ...]
) -> tuple[Option, ...]:
    """Return the options with those directly below a path replaced."""
    if not under:
        return level
    head, _slash, rest = under.partition(SEPARATOR)
    return tuple(
        replace(option, options=with_level(option.options, rest, level))
        if option.key == head
        else option
        for option in options
    )


def make_rows(
    options: tuple[Option, ...], published: tuple[Option, ...], under: str
) -> list[OptionRow]:
    """Return a row for each option of the level, and a few for new ones."""
    known = {option.key for option in published}
    prefix = f"{under}{SEPARATOR}" if under else ""
    rows = [
        OptionRow(
            name=f"o{number}",
            option=option,
            path=f"{prefix}{option.key}",
            is_published=option.key in known,
        )
        for number, option in enumerate(options)
    ]
    return rows + [
        OptionRow(name=f"n{number}", option=Option(key="")) for number in range(NEW_ROWS)
    ]


def read_rows(
    rows: Sequence[OptionRow],
    posted: Mapping[str, str],
    languages: Sequence[str],
    *,
    statuses: bool = False,
) -> tuple[Option, ...]:
    """Return the level as the form says it is to be.

    A row is known by its key, so that a form that was open for long touches no other row.

    :param posted: by the names that the rows have now (:mod:`core.fields.option_edits`)
    :raises Refused: an option lost its last label, or a colour is none
    """
    found: list[Option] = []
    taken = {row.option.key for row in rows}
    chosen = posted.get("default")
    for row in rows:
        if row.option.key and posted.get(f"{row.name}-key") != row.option.key:
            found.append(row.option)
            continue
        if f"{row.name}-remove" in posted and not row.is_published:
            continue
        labels = _labels(row, posted, languages)
        if not labels:
            if row.option.key:
                raise Refused(_("Give every option a name in at least one language."))
            continue
        key = row.option.key or make_key(next(iter(labels.values())), taken)
        taken.add(key)
        changed = replace(
            row.option,
            key=key,
            labels=labels,
            active=not row.option.key or bool(posted.get(f"{row.name}-active")),
            color=_color(posted.get(f"{row.name}-color", "")),
            default=row.option.default if chosen is None else chosen == row.name,
        )
        found.append(_as_status(changed, row, posted) if statuses else changed)
    return _moved(tuple(found), posted)


def _labels(row: OptionRow, posted: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    labels = {code: text for code, text in row.option.labels.items() if code not in languages}
    for code in languages:
        text = " ".join(posted.get(f"{row.name}-label-{code}", "").split())[:200]
        if text:
            labels[code] = text
    return labels


def _color(text: str) -> str | None:
    if text and not COLOR.fullmatch(text):
        raise Refused(_("Write a colour as # and six digits from 0 to f."))
    return text or None


def _as_status(option: Option, row: OptionRow, posted: Mapping[str, str]) -> Option:
    kind = posted.get(f"{row.name}-kind", "")
    reopens = posted.get(f"{row.name}-reopens", "")
    return replace(
        option,
        kind=kind if kind in KINDS else "open",
        reopens_to=reopens if kind == "closed" and reopens else None,
    )


def _moved(options: tuple[Option, ...], posted: Mapping[str, str]) -> tuple[Option, ...]:
    """Let the option whose arrow was pressed change places with its neighbour."""
    for name, step in (("up", -1), ("down", 1)):
        keys = [option.key for option in options]
        if posted.get(name) in keys:
            here = keys.index(posted[name])
            there = here + step
            if 0 <= there < len(options):
                moved = list(options)
                moved[here], moved[there] = moved[there], moved[here]
                return tuple(moved)
    return options
