"""Programs that are not ours: a test that needs one is left out where it is missing, but for CI."""

import os
import shutil

import pytest

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"  # where Debian keeps servers
_left_out = pytest.StashKey[set[str]]()


def find_program(name):
    """Return where it is, or nothing."""
    return shutil.which(name, path=PATH)


def pytest_configure(config):
    config.addinivalue_line("markers", "program(name): needs a program that is not ours")


def pytest_collection_modifyitems(config, items):
    """Leave out what needs a program that is not here; under CI it fails instead."""
    if os.environ.get("CI") == "true":
        return
    out = {}
    for item in items:
        needed = {mark.args[0] for mark in item.iter_markers("program")}
        missing = {name for name in needed if find_program(name) is None}
        if missing:
            out[item] = missing
    if out:
        config.stash[_left_out] = set().union(*out.values())
        config.hook.pytest_deselected(items=list(out))
        items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter, config):
    missing = config.stash.get(_left_out, set())
    if missing:
        names = ", ".join(sorted(missing))
        terminalreporter.write_line(f"left out, as these programs are not here: {names}")
