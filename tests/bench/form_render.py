"""What it costs to draw a form of twelve fields: kept, and beside it a template written by hand.

Run ``python tests/bench/form_render.py``. The ratio says more than the times: both are taken in
turns in the same run, so a busy machine slows both.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from core.i18n import Translator
from core.templating import environment
from core.web.forms import form_from_compiled
from core.web.widgets.state import FormState
from fields_config.definition import FormDefinition
from fields_config.schema import compile_form

ROUNDS, TURNS = 200, 7
TYPES = (
    *("text", "textarea", "richtext", "integer", "money", "date"),
    *("email", "phone", "boolean", "list", "multilist", "tree"),
)

BY_HAND = """<form method="post" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf_token" value="{{ csrf_token }}">
{% for key, label, hint, kind, value, options in fields %}
<div class="v-field" id="form-{{ key }}-field">
<label for="form-{{ key }}">{{ label }} <span class="v-optional">{{ optional }}</span></label>
<div class="v-hint" id="form-{{ key }}-hint">{{ hint }}</div>
{% if kind in ("textarea", "richtext") %}
<textarea class="form-control" id="form-{{ key }}" name="{{ key }}" rows="5">{{ value }}</textarea>
{% elif options %}
<select class="form-select" id="form-{{ key }}" name="{{ key }}">
{% for option, text in options %}
<option value="{{ option }}"{% if option == value %} selected{% endif %}>{{ text }}</option>
{% endfor %}
</select>
{% else %}
<input class="form-control" type="text" id="form-{{ key }}" name="{{ key }}" value="{{ value }}">
{% endif %}
</div>
{% endfor %}
<button type="submit">{{ send }}</button></form>"""


def definition() -> FormDefinition:
    options = [{"key": f"o{n}", "labels": {"es": f"Opción {n}"}} for n in range(6)]
    return FormDefinition.from_dict(
        {
            "key": "case",
            "fields": [
                {
                    "key": f"f{position}",
                    "type": type_,
                    "labels": {"es": f"Campo {position}"},
                    "helps": {"es": "Una ayuda breve"},
                    "position": position,
                    "grants": {"customer": {"create": "edit"}},
                    "options": options if type_ in ("list", "multilist", "tree") else [],
                }
                for position, type_ in enumerate(TYPES)
            ],
        }
    )


def cpu(act: Callable[[], object]) -> float:
    """Return milliseconds of CPU for one call."""
    started = time.process_time()
    for _ in range(ROUNDS):
        act()
    return (time.process_time() - started) / ROUNDS * 1000


def main() -> None:
    translator = Translator("es", {"core": "core"}, {})
    kept = form_from_compiled(compile_form(definition(), "customer", "create", "es"), translator)
    blank = kept.cstruct({})
    filled = {**blank, **{f"f{n}": f"texto {n}" for n in range(8)}, "f9": "o1", "f10": ["o2"]}
    template = environment("core", "core").from_string(BY_HAND)
    options = [(f"o{n}", f"Opción {n}") for n in range(6)]
    fields = [
        (f"f{n}", f"Campo {n}", "Una ayuda breve", type_, "", options * (type_ in TYPES[9:]))
        for n, type_ in enumerate(TYPES)
    ]
    values = {"fields": fields, "csrf_token": "t", "optional": "(opcional)", "send": "Enviar"}

    def draw(cstruct: dict[str, Any]) -> Markup:
        state = FormState(decisions=kept.decisions(None, {}), csrf_token="t", key="k" * 20)
        return kept.render(cstruct, state)

    def draw_by_hand() -> str:
        return template.render(values)

    turns = [
        (cpu(lambda: draw(blank)), cpu(lambda: draw(filled)), cpu(draw_by_hand))
        for _ in range(TURNS)
    ]
    new, edited, by_hand = (statistics.median(column) for column in zip(*turns, strict=True))
    sys.stdout.write(
        f"kept form of {len(TYPES)} fields, new: {new:.3f} ms CPU\n"
        f"the same with values: {edited:.3f} ms CPU\n"
        f"template written by hand: {by_hand:.3f} ms CPU\n"
        f"ratio: {new / by_hand:.2f} new, {edited / by_hand:.2f} with values\n"
    )


if __name__ == "__main__":
    main()
