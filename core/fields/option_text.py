"""Options as plain text, one per line, as people paste them from a spreadsheet.

A tab before a line puts it one level lower; a line with tabs inside says a whole branch. An
option keeps its key as long as its line is found again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from translationstring import TranslationStringFactory

from core.errors import Refused
from core.fields.keys import make_key
from fields_config.options import MAX_DEPTH, MAX_OPTIONS, Option
from fields_config.texts import title_of

_ = TranslationStringFactory("core")

MAX_LINE = 500
MAX_LINES = 4 * MAX_OPTIONS  # most of them repeat the branches that they belong to
SPACES = re.compile(r"^( {2,})(?=\S)")


@dataclass(slots=True)
class Line:
    """One option of the text, and those below it, which are found by their text."""

    text: str
    below: dict[str, "Line"] = field(default_factory=dict)

    @property
    def lines(self) -> list["Line"]:
        return list(self.below.values())


@dataclass(frozen=True, slots=True)
class Merge:
    """How text is merged into options.

    :param language: whose labels the text gives
    :param fallback: the language in which options without a label were shown
    :param deep: False for lists, which have one level
    :param drop: switch off the options that the text leaves out
    """

    language: str
    fallback: str
    deep: bool = True
    drop: bool = False

    def shown(self, option: Option) -> str:
        return title_of(option, self.language, self.fallback)


def write_text(options: tuple[Option, ...], language: str, fallback: str) -> str:
    """Return the active options as text, indented by tabs."""
    merge = Merge(language, fallback)

    def lines(level: tuple[Option, ...], depth: int) -> Iterator[str]:
        for option in level:
            if option.active:
                yield "\t" * depth + merge.shown(option)
                yield from lines(option.options, depth + 1)

    return "\n".join(lines(options, 0))


def merge_text(options: tuple[Option, ...], text: str, merge: Merge) -> tuple[Option, ...]:
    """Return the options that the text describes, keeping what exists already.

    Among siblings, lines find their options by label. If as many lines as options are left over,
    they are the same options, reworded; otherwise the lines are new.

    :raises Refused: the text is too long, too deep, or says something twice
    """
    lines = read_lines(text, deep=merge.deep)
    return _merge(options, lines, merge)


def read_lines(text: str, *, deep: bool) -> list[Line]:
    """Return the lines of a text, with those below each.

    :raises Refused: it is too long or too deep
    """
    root = Line("")
    ancestors: list[Line] = []
    count = 0
    written = (raw for raw in text.splitlines() if raw and not raw.isspace())
    for number, raw in enumerate(written):
        for depth, cell in enumerate(_cells(raw)):
            if not cell:
                continue
            if depth > len(ancestors) or depth >= (MAX_DEPTH if deep else 1):
                raise Refused(_("This line stands too far to the right: ${line}", {"line": cell}))
            siblings = (ancestors[depth - 1] if depth else root).below
            known = cell.casefold()
            if known not in siblings:
                siblings[known] = Line(cell)
                count += 1
            ancestors[depth:] = [siblings[known]]
        if count > MAX_OPTIONS or number > MAX_LINES:
            raise Refused(_("At most ${limit} options are allowed.", {"limit": MAX_OPTIONS}))
    return root.lines


def _cells(raw: str) -> list[str]:
    indent = SPACES.match(raw)
    if indent:
        raw = "\t" * (len(indent[1]) // 2) + raw.lstrip()
    return [cell.strip()[:MAX_LINE] for cell in raw.rstrip().split("\t", MAX_DEPTH)]


def _merge(options: tuple[Option, ...], lines: list[Line], merge: Merge) -> tuple[Option, ...]:
    pairs = _pair(options, lines, merge.shown)
    taken = {option.key for option in options}
    found: list[Option] = []
    for line in lines:
        option = pairs.get(line.text)
        if option is None:
            option = Option(key=make_key(line.text, taken))
            taken.add(option.key)
        below = _merge(option.options, line.lines, merge) if line.lines or merge.drop else None
        labels = option.labels
        if line.text != merge.shown(option) or not labels:
            labels = {**labels, merge.language: line.text}
        options_below = option.options if below is None else below
        found.append(replace(option, labels=labels, active=True, options=options_below))
    kept = {option.key for option in pairs.values()}
    found.extend(
        replace(option, active=False) if merge.drop else option
        for option in options
        if option.key not in kept
    )
    return tuple(found)


def _pair(
    options: tuple[Option, ...], lines: list[Line], shown: Callable[[Option], str]
) -> dict[str, Option]:
    by_label: dict[str, Option] = {}
    for option in options:
        by_label.setdefault(shown(option).casefold(), option)
    pairs = {}
    for line in lines:
        known = by_label.get(line.text.casefold())
        if known is not None:
            pairs[line.text] = known
    kept = {option.key for option in pairs.values()}
    left = [option for option in options if option.key not in kept and option.active]
    new = [line for line in lines if line.text not in pairs]
    if left and len(left) == len(new):
        pairs.update((line.text, option) for line, option in zip(new, left, strict=True))
    return pairs
