"""Concurrent editing: only the fields that a person touched are saved.

A page says what it was drawn with (``_base``: a fingerprint of each field that it offered). When
the form comes back, each field is looked at three times: as it was drawn, as it was sent, as it is
stored now. What nobody touched here follows what is stored; what two people changed is told, with
both values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from fields_config.html import text_of

if TYPE_CHECKING:
    from core.web.form_cache import CachedForm
    from core.web.widgets.state import FormState

_ = TranslationStringFactory("core")

BASE = "_base"
# A form has at most some hundred fields, and a fingerprint is short.
LONGEST_BASE = 100_000
LONGEST_SHOWN = 200

MEANWHILE = _(
    "Somebody else changed this while you had it open. Nothing of yours is lost: look at what is"
    " marked, then save again."
)
FOLLOWED = _("Changed by somebody else while you had this open. This is the new value.")
CONFLICT = _(
    "Somebody else changed this to “${value}” while you had it open. Your value is kept here: save"
    " again to put it in place of theirs."
)
YES, NO = _("Yes"), _("No")
EMPTIED = _(
    "Somebody else emptied this while you had it open. Your value is kept here: save again to put"
    " it in place."
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of a form while it was open.

    :ivar cstruct: what was sent, with what was not touched as it is stored now
    :ivar touched: the fields that this person changed
    :ivar followed: fields that others changed and this person did not
    :ivar conflicts: fields that both changed, to different values
    """

    cstruct: dict[str, Any]
    touched: frozenset[str]
    followed: frozenset[str]
    conflicts: frozenset[str]

    @property
    def is_stale(self) -> bool:
        return bool(self.followed or self.conflicts)


def base_of(form: CachedForm, current: Mapping[str, Any], names: list[str]) -> str:
    """Return what a page notes of the values that it is drawn with."""
    drawn, stored = form.cstruct(current), form.stored(current)
    return json.dumps(
        {name: [_print(stored.get(name)), _print(drawn.get(name))] for name in names},
        separators=(",", ":"),
    )


def read_edit(
    form: CachedForm, cstruct: Mapping[str, Any], current: Mapping[str, Any], base_text: str
) -> Edit:
    """Compare what was sent with what the page showed and with what is stored.

    Without a base, as of a program that draws no pages, all that differs was meant.
    """
    base = _prints_of(read_base(base_text, LONGEST_BASE))
    drawn, stored = form.cstruct(current), form.stored(current)
    merged = dict(cstruct)
    touched, followed, conflicts = set(), set(), set()
    for child in form.form.children:
        name = child.name
        if name not in cstruct:
            continue
        sent, now = cstruct[name], _print(stored.get(name))
        mine = _print(_value(child.schema, sent))
        before = base.get(name) if base is not None else [now, _print(drawn.get(name))]
        if before is None:  # the page did not offer it
            is_mine = sent is not colander.null
            before = [now, now]
        else:
            is_mine = mine != before[0] and _print(sent) != before[1]
        is_theirs = now != before[0]
        if not is_mine:
            merged[name] = drawn.get(name, colander.null)
            if is_theirs:
                followed.add(name)
        elif mine != now:
            touched.add(name)
            if is_theirs:
                conflicts.add(name)
    return Edit(merged, frozenset(touched), frozenset(followed), frozenset(conflicts))


def notes_of(form: CachedForm, edit: Edit) -> dict[str, str]:
    """Return what to say at the fields that follow somebody else's change."""
    return dict.fromkeys(edit.followed, form.translate(FOLLOWED))


def errors_of(
    form: CachedForm, edit: Edit, current: Mapping[str, Any], state: FormState
) -> dict[str, tuple[str, ...]]:
    """Return what to say at the fields that two people changed: the other's value."""
    drawn = form.cstruct(current)
    found: dict[str, tuple[str, ...]] = {}
    for child in form.form.children:
        if child.name not in edit.conflicts:
            continue
        shown = child.widget.shown(child.attrs, drawn.get(child.name, colander.null), state)
        words = form.translate(_in_words(shown))
        text = _(CONFLICT, mapping={"value": words}) if words else EMPTIED
        found[child.attrs.name] = (form.translate(text),)
    return found


def _in_words(shown: Any) -> str:
    if isinstance(shown, bool):
        return str(YES if shown else NO)
    if isinstance(shown, tuple | list):
        shown = ", ".join(getattr(one, "name", str(one)) for one in shown)
    text = " ".join(text_of(str(shown)).split()) if hasattr(shown, "__html__") else str(shown)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _value(node: colander.SchemaNode, cstruct: Any) -> Any:
    """Read one field by itself; what can't be read is itself."""
    try:
        return node.deserialize(cstruct)
    except colander.Invalid:
        return cstruct


def _print(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value), default=str).encode()).hexdigest()[:10]


def _plain(value: Any) -> Any:
    """Return the value as it is compared: what says nothing is nothing, and a set has no order."""
    if value is colander.null or value in (None, "", False, "false"):
        return None
    if isinstance(value, set | frozenset):
        return sorted(map(str, value)) or None
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value] or None
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in sorted(value.items())} or None
    return str(value)


def read_base(text: str, longest: int) -> dict[str, Any] | None:
    """Return what a page noted. It came by the browser: what is none is taken for absent."""
    if not text or len(text) > longest:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _prints_of(base: dict[str, Any] | None) -> dict[str, list[str]] | None:
    """Return what looks like the fingerprints of fields."""
    if base is None:
        return None
    return {
        name: prints
        for name, prints in base.items()
        if isinstance(prints, list) and len(prints) == 2  # noqa: PLR2004  # stored, drawn
    }
