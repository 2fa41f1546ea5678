"""Files that never change under their address: ``/static/<owner>/<content hash>/<path>``."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from core.package_folders import folder_of
from core.web.browser_preferences import YEAR

if TYPE_CHECKING:
    from core.web.request import Request

OWNERS: dict[str, Path] = {"core": folder_of("core") / "web" / "static"}
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


def add_owner(name: str, package: str) -> None:
    """Serve a plugin's ``static`` folder, if it has one."""
    folder = folder_of(package) / "static"
    if folder.is_dir():
        OWNERS[name] = folder


class Owned(NamedTuple):
    """An owner's files as this process first read them, and the hash over all of them."""

    hash: str
    contents: dict[str, bytes]


@cache
def read_owned(owner: str) -> Owned:
    """Read the owner's files, once: what an upgrade puts in their place has another address."""
    digest = hashlib.sha256()
    folder = OWNERS[owner]
    contents = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        contents[name] = file.read_bytes()
        digest.update(name.encode())
        digest.update(contents[name])
    return Owned(digest.hexdigest()[:16], contents)


def content_hash(owner: str) -> str:
    """Return a hash over all of the owner's files: any change gives every file a new address."""
    return read_owned(owner).hash


@cache
def static_url(path: str) -> str:
    """Return the address of ``<owner>/<path>``."""
    owner, _, rest = path.partition("/")
    return f"/static/{owner}/{content_hash(owner)}/{rest}"


@view_config(route_name="core.static", request_method=("GET", "HEAD"))
def show_static(request: Request) -> Response:
    """Serve one file. A plugin's files are gone while it is off.

    Under this release's hash it may be kept for a year. Under another it is what we have by that
    name, never to be kept: while releases are exchanged, pages of one ask processes of the other.
    """
    owner = request.matchdict["owner"]
    if owner not in OWNERS or (owner != "core" and owner not in request.tenant.plugins):
        raise HTTPNotFound
    name = request.matchdict["path"]
    kind = TYPES.get(PurePosixPath(name).suffix)
    known = read_owned(owner)
    is_ours = request.matchdict["hash"] == known.hash
    # The files may be newer than we: then those who ask for another hash may be, too.
    content = known.contents.get(name) if is_ours else _read_file(owner, name)
    if kind is None or content is None:
        raise HTTPNotFound
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if is_ours else "no-store"
    )
    return response


def _read_file(owner: str, name: str) -> bytes | None:
    folder = OWNERS[owner].resolve()
    try:
        file = (folder / name).resolve()
        if file.is_relative_to(folder) and file.is_file():
            return file.read_bytes()
    except (OSError, ValueError):  # what no file can be called
        return None
    return read_owned(owner).contents.get(name)
