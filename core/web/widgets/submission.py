"""The posted fields: whatever anybody sends, reading them never fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import colander
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.web.widgets.state import UploadedFile

if TYPE_CHECKING:
    from collections.abc import Callable

_ = TranslationStringFactory("core")

MAX_VALUES = 1000
NOT_KEPT = _("“${name}” could not be kept. Choose it again.")


class Uploads(Protocol):
    """Where files of forms are kept until the form is accepted; ``core.files`` is the real one."""

    def stage(self, storage: Any, field: str) -> str:
        """Keep an uploaded file and return its id.

        :raises colander.Invalid: or :class:`core.errors.Refused`, with a sentence on why not
        """

    def describe(self, ids: Sequence[str]) -> Iterable[tuple[str, str, int]]:
        """Return (id, name, size) of those ids that this person uploaded, in order."""


class Submission:
    """The posted values by name, and what could not be read of them.

    :param pairs: names and values as they came; a value is text or has ``filename`` and ``file``
    """

    def __init__(self, pairs: Iterable[tuple[str, Any]], uploads: Uploads | None = None) -> None:
        self._values: dict[str, list[Any]] = {}
        self._uploads = uploads
        self.errors: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def texts(self, name: str) -> list[str]:
        """Return all texts of that name. NUL can't be typed, and no database takes it."""
        found = (value for value in self._values.get(name, ()) if isinstance(value, str))
        return [text.replace("\x00", "").replace("\r\n", "\n") for text in found][:MAX_VALUES]

    def text(self, name: str) -> str | None:
        texts = self.texts(name)
        return texts[-1] if texts else None

    def stage(self, name: str) -> Iterator[str]:
        """Keep the files that came under this name; a refused one becomes the field's error.

        So do all where none can be kept.
        """
        for value in self._values.get(name, ()):
            if not getattr(value, "filename", None):
                continue
            if self._uploads is None:
                self.complain(name, _(NOT_KEPT, mapping={"name": value.filename}))
                continue
            try:
                yield self._uploads.stage(value, name)
            except colander.Invalid as refusal:
                self.complain(name, *refusal.messages())
            except Refused as refusal:
                self.complain(name, refusal.message)

    def described(self, ids: Sequence[str]) -> tuple[UploadedFile, ...]:
        if self._uploads is None or not ids:
            return ()
        return tuple(UploadedFile(*file) for file in self._uploads.describe(ids))

    def complain(self, name: str, *messages: str) -> None:
        self.errors[name] = (*self.errors.get(name, ()), *messages)


def errors_by_name(
    error: colander.Invalid, translate: Callable[[str], str]
) -> Mapping[str, tuple[str, ...]]:
    """Return each field's sentences, every one translated by itself; "" is the whole form's."""
    found: dict[str, tuple[str, ...]] = {}

    def gather(part: colander.Invalid, name: str) -> None:
        if part.msg is not None:
            texts = part.messages()
            found[name] = (*found.get(name, ()), *(translate(text) for text in texts if text))
        for child in part.children:
            gather(child, _name_below(part.node, name, child))

    gather(error, "")
    return found


def _name_below(node: colander.SchemaNode, name: str, child: colander.Invalid) -> str:
    if is_in_rows(node):
        return f"{name}.{child.pos}"
    # Another list is one control: what is wrong with an item is said at the list.
    is_list = isinstance(node.typ, colander.Sequence | colander.Tuple)
    return name if is_list else f"{name}.{child.node.name}".lstrip(".")


def is_in_rows(node: colander.SchemaNode) -> bool:
    """Whether a node is a list whose entries have a row of controls each."""
    is_list = isinstance(node.typ, colander.Sequence) and not getattr(node, "options", None)
    return is_list and getattr(node, "widget_name", None) is None and len(node.children) == 1
