"""What is different about the options of a field, each by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from translationstring import TranslationStringFactory

from fields_config.definition import FieldDefinition, Option
from fields_config.options import SEPARATOR, iter_options, option_path
from fields_config.texts import language_name, title_of

_ = TranslationStringFactory("core")

NOTHING = "–"
# Of a longer list a sentence tells the first; one more than these is told as well.
FEW = 8
_KINDS = {"open": _("Open"), "waiting": _("Waiting"), "closed": _("Closed")}


def moved(before: Sequence[str], after: Sequence[str]) -> Sequence[str]:
    """Return the part of a list in which it differs from another one of the same elements."""
    differ = [place for place, key in enumerate(before) if after[place] != key]
    return before[differ[0] : differ[-1] + 1] if differ else ()


def list_names(names: Iterable[str]) -> str:
    return ", ".join(names)


class Change(str):
    """What is different, in a sentence: text as any other, for whoever only tells it.

    :ivar names: all that it is about, where the sentence itself tells only the first of many
    """

    __slots__ = ("names",)
    names: Sequence[str]

    def __new__(cls, text: str, names: Sequence[str] = ()) -> Self:
        change = super().__new__(cls, text)
        change.names = names
        return change


def quote(text: str, translate: Callable[[str], str]) -> str:
    """Put a text into the quotation marks of the reader's language; nothing stays nothing."""
    return translate(_("“${text}”", mapping={"text": text})) if text else ""


class OptionDiff:
    """Compares the options of two versions of a field.

    :param title: what the field is called
    :param languages: the reader's, and the one to fall back to
    """

    def __init__(
        self, title: str, languages: tuple[str, str], translate: Callable[[str], str]
    ) -> None:
        self._title = title
        self._languages = languages
        self._translate = translate

    def all(self, before: FieldDefinition, after: FieldDefinition) -> Iterator[str]:
        """Yield a sentence per change."""
        old = {path: (option, active) for path, option, active in iter_options(before.options)}
        new = {path: (option, active) for path, option, active in iter_options(after.options)}
        both = [path for path in new if path in old]
        for options, paths, message in (
            (after, [p for p in new if p not in old], _("${label}: options added: ${options}")),
            (before, [p for p in old if p not in new], _("${label}: options removed: ${options}")),
            (
                after,
                [p for p in both if old[p][1] > new[p][1]],
                _("${label}: options switched off: ${options}"),
            ),
            (
                after,
                [p for p in both if old[p][1] < new[p][1]],
                _("${label}: options switched on again: ${options}"),
            ),
        ):
            if paths:
                names = [self._name(options.options, path) for path in paths]
                yield self._list(message, options=names)
        for path in both:
            yield from self._option(before, after, path, old[path][0], new[path][0])
        yield from self._order(before.options, after.options)

    def _option(
        self, before: FieldDefinition, after: FieldDefinition, path: str, was: Option, now: Option
    ) -> Iterator[str]:
        name = self._name(after.options, path)
        for code in dict.fromkeys((*was.labels, *now.labels)):
            what = _("Name in ${language}", mapping={"language": language_name(code)})
            old, new = was.labels.get(code, ""), now.labels.get(code, "")
            yield from self._changed(name, what, self._quote(old), self._quote(new))
        yield from self._changed(name, _("Colour"), was.color or "", now.color or "")
        yield from self._changed(name, _("Kind"), self._kind(was), self._kind(now))
        yield from self._changed(
            name,
            _("Reopens to"),
            self._name(before.options, was.reopens_to or ""),
            self._name(after.options, now.reopens_to or ""),
        )
        yield from self._changed(
            name, _("New ones start with it"), self._yes_no(was.default), self._yes_no(now.default)
        )
        if was.active != now.active and self._is_below_off(after, path):
            yield from self._changed(
                name, _("Can be chosen"), self._yes_no(was.active), self._yes_no(now.active)
            )

    def _order(
        self, before: tuple[Option, ...], after: tuple[Option, ...], above: str = ""
    ) -> Iterator[str]:
        old, new = {one.key: one for one in before}, {one.key: one for one in after}
        was, now = [key for key in old if key in new], [key for key in new if key in old]
        if was != now:
            yield self._list(
                _("${label}: order of the options: ${before} → ${after}"),
                before=[above + self._own(new[key]) for key in moved(was, now)],
                after=[above + self._own(new[key]) for key in moved(now, was)],
            )
        for key in now:
            yield from self._order(
                old[key].options, new[key].options, f"{above}{self._own(new[key])} / "
            )

    def _is_below_off(self, field: FieldDefinition, path: str) -> bool:
        """Whether one above is switched off, so that switching this one changes nothing yet."""
        above = option_path(field.options, path.rpartition(SEPARATOR)[0]) or ()
        return any(not option.active for option in above)

    def _changed(self, name: str, what: str, was: str, now: str) -> Iterator[str]:
        if was != now:
            yield self._say(
                _("${label}: option “${option}”: ${what}: ${before} → ${after}"),
                option=name,
                what=self._translate(what),
                before=was or NOTHING,
                after=now or NOTHING,
            )

    def _quote(self, text: str) -> str:
        return quote(text, self._translate)

    def _list(self, message: str, **lists: Sequence[str]) -> Change:
        """Say the first of each list; the last list is told in full beside the sentence."""
        text = self._say(message, **{key: self._few(names) for key, names in lists.items()})
        names = list(lists.values())[-1]
        return Change(text, names if len(names) > FEW + 1 else ())

    def _few(self, names: Sequence[str]) -> str:
        if len(names) <= FEW + 1:
            return list_names(names)
        mapping = {"names": list_names(names[:FEW]), "count": len(names) - FEW}
        return self._translate(_("${names} and ${count} more", mapping=mapping))

    def _say(self, message: str, **mapping: str) -> str:
        return self._translate(_(message, mapping={"label": self._title, **mapping}))

    def _own(self, option: Option) -> str:
        return title_of(option, *self._languages)

    def _name(self, options: tuple[Option, ...], path: str) -> str:
        """Return an option's name with those above it."""
        found = option_path(options, path) if path else ()
        return path if found is None else " / ".join(map(self._own, found))

    def _kind(self, option: Option) -> str:
        return self._translate(_KINDS[option.kind]) if option.kind in _KINDS else ""

    def _yes_no(self, on: bool) -> str:  # noqa: FBT001  # it is the value that is said
        return self._translate(_("Yes") if on else _("No"))
