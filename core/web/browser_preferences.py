"""Preferences in cookies: language and appearance, and that the browser is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from pyramid.request import Request
    from pyramid.response import Response

_ = TranslationStringFactory("core")

YEAR = 365 * 24 * 3600
# The first one is for those who chose none.
THEMES = {"system": _("As the device"), "light": _("Light"), "dark": _("Dark")}


def remember_for_a_year(request: Request, response: Response, name: str, value: str) -> None:
    """Let the browser keep a value that no script and no other site gets to see."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
    )
