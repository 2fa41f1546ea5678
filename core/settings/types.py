"""The types of settings. An error message continues the sentence that the setting's name begins."""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import colander

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST_AND_PORT = re.compile(rf"((?:{LABEL}\.)*{LABEL})(?::(\d{{1,5}}))?")
LAST_PORT = 65_535


class Url(colander.SchemaType):
    """An address.

    :param schemes: by scheme, what else such an address must be
    """

    def __init__(self, schemes: Mapping[str, Callable[[SplitResult], str]]) -> None:
        self.schemes = schemes

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        if cstruct in (colander.null, ""):
            return colander.null
        try:
            parts = urlsplit(cstruct)
            _ = parts.port
        except ValueError as error:
            raise colander.Invalid(node, f"is no address: {error}") from None
        if parts.scheme not in self.schemes:
            raise colander.Invalid(node, f"must begin with one of {', '.join(self.schemes)}")
        problem = self.schemes[parts.scheme](parts)
        if problem:
            raise colander.Invalid(node, problem)
        return cstruct


def anything(_parts: SplitResult) -> str:
    return ""


def with_host(parts: SplitResult) -> str:
    return "" if parts.hostname else f"must name a host, as in {parts.scheme}://localhost"


def with_host_and_number(parts: SplitResult) -> str:
    if parts.path.strip("/") and not parts.path.strip("/").isdecimal():
        return f"must end with a number, as in {parts.scheme}://localhost/0"
    return with_host(parts)


def with_bucket(parts: SplitResult) -> str:
    return "" if parts.netloc else f"must name a bucket, as in {parts.scheme}://bucket"


def with_folder(parts: SplitResult) -> str:
    return "" if parts.netloc or parts.path else "must name a folder, as in file://var/blobs"


def with_file(parts: SplitResult) -> str:
    """Refuse SQLite's memory, too: every connection would have a database of its own."""
    if parts.netloc or parts.path.strip("/") in ("", ":memory:"):
        return "must name a file, as in sqlite:///var/ventanilla.db"
    return ""


class Networks(colander.SchemaType):
    """Addresses and networks, separated by commas or blanks."""

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        if cstruct is colander.null:
            return colander.null
        found = tuple(cstruct.replace(",", " ").split())
        for one in found:
            try:
                ip_network(one, strict=False)
            except ValueError:
                raise colander.Invalid(
                    node, f"has '{one}', which is no address or network such as 10.0.0.0/8"
                ) from None
        return found


def host_and_port(node: Any, value: str) -> None:
    found = HOST_AND_PORT.fullmatch(value)
    if not found or int(found[2] or 1) not in range(1, LAST_PORT + 1):
        raise colander.Invalid(node, "must be a host or host:port, in small letters")


def existing_folders(node: Any, value: str) -> None:
    for folder in filter(None, value.split(os.pathsep)):
        if not Path(folder).is_dir():
            raise colander.Invalid(node, f"names a folder that is not there: {folder}")
