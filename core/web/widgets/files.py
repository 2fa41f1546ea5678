"""File fields: uploaded files survive errors elsewhere in the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.web.widgets.base import Widget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.web.widgets.field_attributes import FieldAttributes
    from core.web.widgets.state import FormState
    from core.web.widgets.submission import Submission
    from fields_config.policy import Decision

_ = TranslationStringFactory("core")

MAX_KEPT = 200
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRule:
    """What may be added: extensions such as ``.pdf`` (none means any), bytes each, and how many."""

    extensions: tuple[str, ...] = ()
    max_size: int | None = None
    max_files: int | None = None

    def sentences(self) -> Iterator[str]:
        """Yield what to tell before anything is chosen."""
        if self.max_files and self.max_files > 1:
            yield _("Up to ${count} files.", mapping={"count": self.max_files})
        if self.max_size:
            size = f"{self.max_size / MEBIBYTE:.3g}"
            yield _("Up to ${size} MB each.", mapping={"size": size})
        if self.extensions:
            types = ", ".join(extension.lstrip(".").upper() for extension in self.extensions)
            yield _("Accepted: ${types}.", mapping={"types": types})

    def narrowed(self, validation: Mapping[str, Any]) -> FileRule:
        """Return the rule with the limits that a field's own definition sets."""
        return FileRule(
            self.extensions,
            _smaller(self.max_size, validation.get("max_size")),
            _smaller(self.max_files, validation.get("max_files")),
        )


def _smaller(limit: int | None, own: Any) -> int | None:
    if isinstance(own, bool) or not isinstance(own, int) or own <= 0:
        return limit
    return own if limit is None else min(limit, own)


ANY_FILE = FileRule()


class FileWidget(Widget):
    """A working file control; uploads one by one, with progress, where there are scripts.

    The value is a list of upload ids.
    """

    template = "file_upload"
    readonly_template = "readonly/files"
    group = True
    rule: FileRule = ANY_FILE

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        removed = set(submission.texts(f"{attrs.name}-remove"))
        kept = [id_ for id_ in submission.texts(attrs.name) if id_ and id_ not in removed]
        # Ids are claims; only those that this person uploaded are described, and so kept.
        known = [file.id for file in submission.described(list(dict.fromkeys(kept))[:MAX_KEPT])]
        found = [*known, *submission.stage(attrs.name)]
        # Where there is one, the newest takes the place of what was there.
        return (found[-1:] if self.rule.max_files == 1 else found) or colander.null

    def context(
        self, attrs: FieldAttributes, _cstruct: Any, state: FormState, _decision: Decision | None
    ) -> Mapping[str, Any]:
        return {
            "files": state.files.get(attrs.name, ()),
            "accept": ",".join(self.rule.extensions),
            "rule": self.rule,
            "upload_url": state.upload_url,
        }

    def hints(self) -> Iterator[str]:
        return self.rule.sentences()

    def shown(self, attrs: FieldAttributes, _cstruct: Any, state: FormState) -> Any:
        return state.files.get(attrs.name, ())
