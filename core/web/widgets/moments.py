"""Dates and times, with the browser's own pickers."""

from __future__ import annotations

from typing import Any

import colander

from core.web.widgets.text import TextWidget

MINUTES = 16  # len("2026-05-31T14:30"): what a datetime-local control takes


class DateWidget(TextWidget):
    type = "date"
    narrow = True

    def attributes(self, node: colander.SchemaNode) -> dict[str, Any]:
        return {"autocomplete": getattr(node, "autocomplete", None)}


class TimeWidget(DateWidget):
    type = "time"


class DateTimeWidget(DateWidget):
    type = "datetime-local"

    def typed(self, cstruct: Any) -> Any:
        return str(super().typed(cstruct))[:MINUTES]
