"""Controls of the admin's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.web.widgets.text import TextWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.admin.services.wording import Text
    from core.web.widgets.field_attributes import FieldAttributes
    from core.web.widgets.state import FormState
    from fields_config.policy import Decision

ONE_LINE = 44  # characters that an input shows at once


class OwnWords(TextWidget):
    """What a tenant says in the place of a text, beside the text as it is shipped.

    :param titles: domain -> what people call the core or the plugin
    """

    template = "own_words"

    def __init__(self, text: Text, language: str, titles: Mapping[str, str]) -> None:
        super().__init__()
        self._text = text
        self._language = language
        self._sources = [
            (said, ", ".join(titles[domain] for domain in domains))
            for said, domains in text.shipped.items()
        ]

    def context(
        self, _face: FieldAttributes, cstruct: Any, _state: FormState, _decision: Decision | None
    ) -> Mapping[str, Any]:
        longest = max(len(self._text.as_shipped), len(self.typed(cstruct)))
        return {
            "text": self._text,
            "language": self._language,
            "sources": self._sources,
            "rows": 0 if longest <= ONE_LINE else 2,
        }
