"""WebTest's client, which reads of a page's forms only those that a test asks for.

To read one means to parse it once more, and a page has half a dozen.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from webtest import TestApp, TestRequest, TestResponse
from webtest.forms import Form


class Forms(Mapping[int | str, Form]):
    """The forms of a page by their places and by their ids, as with WebTest."""

    def __init__(self, response: TestResponse) -> None:
        self._response = response
        self._tags: dict[int | str, Any] = {}
        self._read: dict[int, Form] = {}
        for place, tag in enumerate(response.html("form")):
            self._tags[place] = place, tag
            if tag.get("id"):
                self._tags[tag["id"]] = place, tag

    def __getitem__(self, key: int | str) -> Form:
        place, tag = self._tags[key]
        if place not in self._read:
            self._read[place] = Form(self._response, str(tag), self._response.parser_features)
        return self._read[place]

    def __contains__(self, key: object) -> bool:
        return key in self._tags

    def __iter__(self) -> Iterator[int | str]:
        return iter(self._tags)

    def __len__(self) -> int:
        return len(self._tags)


class Response(TestResponse):
    """A page."""

    @cached_property
    def forms(self) -> Forms:
        """Its forms."""
        return Forms(self)


class Request(TestRequest):
    """What is answered by a page."""

    ResponseClass = Response


class Client(TestApp):
    """Somebody who visits pages without a browser."""

    RequestClass = Request
