"""A run on a database server: it leaves out what the run on SQLite has settled for every database.

What asks for neither a database nor a broker passes or fails alike on both. Pages in a browser come
of the same services and templates as those that are tested over HTTP, on every database; what has a
browser and real workers, as the story has, stays.
"""

import os

from tests.support.tree import ROOT

DATABASE = {"database", "databases", "empty_database"}
BROKER = "broker_url"
# They start processes that find the servers by themselves.
STARTING = (ROOT / "tests" / "faults", ROOT / "tests" / "examples")


def leaves_out(config):
    """Whether this run leaves tests out: on a server, unless somebody says which they want."""
    url = os.environ.get("VENTANILLA_TEST_DATABASE_URL", "")
    chosen = config.args_source is config.ArgsSource.ARGS or config.option.keyword
    return url.startswith("postgresql") and not chosen


def _needs_servers(item):
    asked = set(item.fixturenames)
    if BROKER in asked or any(item.path.is_relative_to(folder) for folder in STARTING):
        return True
    return bool(DATABASE & asked) and "browser" not in asked


def pytest_collection_modifyitems(config, items):
    if not leaves_out(config):
        return
    needed = {item: _needs_servers(item) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not needed[item]])
    items[:] = [item for item in items if needed[item]]


def pytest_terminal_summary(terminalreporter, config):
    if leaves_out(config):
        terminalreporter.write_line(
            "left to the run on SQLite: what touches no database or broker, or needs a browser"
        )
