"""Confirmation pages: what an action would affect, in numbers, before it is done.

The question is a page of its own, so it needs no script. Whatever was sent comes along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.renderers import render_to_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.response import Response

    from core.web.request import Request

CONFIRMED = "_confirmed"


def is_confirmed(request: Request) -> bool:
    """Whether the person has read what it does and said yes."""
    return bool(request.POST.get(CONFIRMED) == "yes")


def ask_first(
    request: Request, title: str, effects: Sequence[str], button: str, back: str
) -> Response:
    """Return a page that says what would happen, with a button that does it.

    :param title: the question, in the reader's language
    :param effects: what would happen, a sentence each
    :param back: the address to go to instead
    """
    sent = [
        (name, value)
        for name, value in request.POST.items()
        if isinstance(value, str) and name not in ("csrf_token", CONFIRMED)
    ]
    values = {
        "question": title,
        "effects": effects,
        "button_label": button,
        "back": back,
        "sent": sent,
        "confirmed": CONFIRMED,
    }
    return render_to_response("core/confirm.jinja2", values, request=request)
