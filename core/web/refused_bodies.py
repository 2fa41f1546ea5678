"""Answering requests whose body was refused: in the visitor's language, and logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.web.bodies import REFUSAL, Refusal

if TYPE_CHECKING:
    from pyramid.registry import Registry
    from pyramid.response import Response

    from core.web.headers import Handler
    from core.web.request import Request


class RefusedBodyError(Exception):
    """The body of this request was not read."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"a body was refused with {refusal.status}")
        self.refusal = refusal


def refuse(handler: Handler, _registry: Registry) -> Handler:
    """Return the tween below the error pages."""

    def tween(request: Request) -> Response:
        refusal = request.environ.get(REFUSAL)
        if refusal is not None:
            raise RefusedBodyError(refusal)
        return handler(request)

    return tween
