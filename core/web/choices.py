"""Choices that a browser keeps, such as language and appearance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.web.request import Request

YEAR = 365 * 24 * 3600


def remember_choice(request: Request, response: Response, name: str, value: str) -> None:
    """Let the browser keep a choice for a year."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
    )
