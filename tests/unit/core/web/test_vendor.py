import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

import core.web

STATIC = Path(core.web.__file__).parent / "static"
VENDOR = STATIC / "vendor"
LOCK = Path(__file__).parents[4] / "frontend/package-lock.json"
ROW = re.compile(r"^\| (\S+) \| (.+?) \| \d+ \| `([0-9a-f]{64})` \|$", re.MULTILINE)
ROWS = ROW.findall((VENDOR / "README.md").read_text())


@pytest.mark.parametrize(("file", "sources", "digest"), ROWS)
def test_a_vendored_file_is_the_one_that_was_built(file, sources, digest):
    assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == digest


def test_every_vendored_file_is_listed_or_tells_licences():
    listed = {file for file, _, _ in ROWS} | {"README.md"}
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    assert {path for path in found - listed if not path.endswith("/LICENSES")} == set()


def test_every_part_has_version_and_licence():
    assert all(re.search(r" \d+\.\d+\.\d+ \([\w.-]+\)", sources) for _, sources, _ in ROWS)


def test_every_part_is_of_a_version_that_the_lock_file_installs():
    lock = json.loads(LOCK.read_text())["packages"]
    locked = {
        f"{path.split('node_modules/')[-1]} {entry['version']}"
        for path, entry in lock.items()
        if path and not entry.get("extraneous")
    }
    named = {part for _, sources, _ in ROWS for part in re.findall(r"(\S+ \S+) \(", sources)}

    assert named - locked == set()


def test_scripts_of_a_portal_page_are_light():
    files = (STATIC / "ventanilla.js", VENDOR / "htmx/htmx.min.js")
    lazy = (
        VENDOR / "uppy/uploads.min.js",
        VENDOR / "accessible-autocomplete/autocomplete.min.js",
    )

    assert sum(len(gzip.compress(file.read_bytes())) for file in files + lazy) <= 61 * 1024


def test_stylesheets_need_no_data_addresses():
    for sheet in STATIC.rglob("*.css"):
        assert "data:" not in sheet.read_text()
        assert "@import" not in sheet.read_text()


def test_icons_that_templates_name_are_in_the_sprite():
    sprite = (VENDOR / "bootstrap-icons/sprite.svg").read_text()
    named = {
        name
        for template in (STATIC.parent / "templates").rglob("*.jinja2")
        for name in re.findall(r'icon\("([a-z0-9-]+)"', template.read_text())
    }

    assert {name for name in named if f'<symbol id="{name}"' not in sprite} == set()
