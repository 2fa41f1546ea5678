"""A plugin keeps a thread for ever: one request is lost, and the process is replaced."""

import signal
import threading
from http import HTTPStatus

import pytest

from tests.faults.installation import running_installation, wait_for
from tests.faults.visitor import BROKEN

pytestmark = [pytest.mark.req("X-07"), pytest.mark.long]

PLUGIN = """
import time

from core.plugin import hookimpl
from core.plugin.contributions import Panel
from core.plugin.manifest import PluginManifest


@hookimpl
def register_plugin():
    return PluginManifest(name="tryout", title="Tryout", package="tryout", on_by_default=True)


@hookimpl
def panels():
    {}
    return [Panel(title="Tryout", text="What it adds")]
"""


@pytest.fixture(autouse=True)
def _no_point_is_left():
    """There is none in this installation."""


@pytest.fixture
def code(tmp_path):
    code = tmp_path / "plugins" / "tryout.py"
    code.parent.mkdir()
    code.write_text(PLUGIN.format("time.sleep(600)"))
    return code


@pytest.fixture
def installation(tmp_path, databases, code):
    with running_installation(
        tmp_path / "installation", databases, plugins_dir=str(code.parent)
    ) as installation:
        yield installation


def test_nobody_else_is_turned_away_and_once_mended_it_is_on_again(installation, code, enter):
    lost, client = [], enter()
    other = enter()

    def be_lost():
        try:
            lost.append(client.get("/"))
        except BROKEN as error:
            lost.append(error)

    visitor = threading.Thread(target=be_lost)
    visitor.start()
    wait_for(lambda: "plugin_overdue" in installation.log("web"))

    pages = [other.get("/") for _ in range(20)]
    while "reloaded" not in installation.log("web"):
        pages.append(other.get("/"))
    pages += [other.get("/") for _ in range(20)]
    visitor.join()

    assert {page.status_int for page in pages} == {HTTPStatus.OK}
    assert not any("What it adds" in page.text for page in pages)
    assert isinstance(lost[0], BROKEN)
    assert installation.log("web").count("plugin_overdue") == 1

    code.write_text(PLUGIN.format("pass"))
    installation.processes["web"].send_signal(signal.SIGHUP)
    wait_for(lambda: "What it adds" in other.get("/").text)
