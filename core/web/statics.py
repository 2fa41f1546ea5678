"""Files that never change under their address: ``/static/<owner>/<content hash>/<path>``."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import FileResponse
from pyramid.view import view_config

from core.folders import folder_of
from core.web.choices import YEAR

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


@cache
def content_hash(owner: str) -> str:
    """Return a hash over all of the owner's files: any change gives every file a new address."""
    digest = hashlib.sha256()
    folder = OWNERS[owner]
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def static_url(path: str) -> str:
    """Return the address of ``<owner>/<path>``."""
    owner, _, rest = path.partition("/")
    return f"/static/{owner}/{content_hash(owner)}/{rest}"


@view_config(route_name="core.static", request_method=("GET", "HEAD"))
def show_static(request: Request) -> FileResponse:
    """Serve one file, to be kept for a year. A plugin's files are gone while it is off."""
    owner = request.matchdict["owner"]
    folder = OWNERS.get(owner)
    if folder is None or (owner != "core" and owner not in request.tenant.plugins):
        raise HTTPNotFound
    try:
        file = (folder / request.matchdict["path"]).resolve()
        is_inside = file.is_relative_to(folder.resolve()) and file.is_file()
    except (OSError, ValueError):  # what no file can be called
        raise HTTPNotFound from None
    kind = TYPES.get(file.suffix)
    if kind is None or not is_inside or request.matchdict["hash"] != content_hash(owner):
        raise HTTPNotFound
    return FileResponse(
        str(file), request, cache_max_age=YEAR, content_type=kind, content_encoding=None
    )
