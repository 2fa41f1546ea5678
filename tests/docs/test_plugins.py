"""The tutorial for people who write plugins works as it is written."""

import os
import re
import socket
import sys
import time

import pytest

from tests.docs.tutorial import Demo, Shell, read_blocks
from tests.support.tree import ROOT

PAGE = ROOT / "docs" / "plugins.md"
TEN_MINUTES = 600


@pytest.fixture
def checkout(tmp_path):
    """A folder like a checkout in which ``make demo`` has run."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.fixture
def shell(checkout):
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    shell = Shell(checkout, environment | {"PYTHONWARNINGS": "ignore"})
    yield shell
    shell.close()


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Reader:
    """Somebody who does what the page says, block by block."""

    def __init__(self, folder, shell, port):
        self._folder = folder
        self._shell = shell
        self._port = port
        self._output = ""
        self.demo = None

    def do(self, block):
        if block.path:
            self._write(block)
        elif block.kind == "sh":
            self._run(block.text.strip())
        elif block.kind == "text":
            self._expect(block.text.strip().splitlines())
        else:
            pytest.fail(f"nobody knows what to do with a block of {block.kind!r}")

    def _write(self, block):
        path = self._folder / block.path
        if block.how == "from":
            assert block.text in path.read_text(encoding="utf-8"), f"{block.path} is different"
        elif block.how.startswith("in place"):
            before = path.read_text(encoding="utf-8").rpartition("@hookimpl\n")[0]
            path.write_text(before + block.text.lstrip(), encoding="utf-8")
        elif block.how:
            with path.open("a", encoding="utf-8") as file:
                file.write(block.text)
        else:
            path.write_text(block.text, encoding="utf-8")

    def _run(self, commands):
        if commands.startswith("ventanilla demo "):
            self.close()
            self.demo = Demo(self._shell, commands, self._port, self._folder / "demo.log")
            self.demo.sign_in()
            return
        status, self._output = self._shell.run(commands)
        assert status == 0, f"{commands}\n{self._output}"

    def _expect(self, lines):
        seen = self._output if not self.demo else self._output + self.demo.get("/")
        assert [line for line in lines if line not in seen] == [], seen

    def close(self):
        if self.demo is not None:
            self.demo.stop()


@pytest.fixture
def reader(checkout, shell, port):
    reader = Reader(checkout, shell, port)
    yield reader
    reader.close()


class TestTutorial:
    @pytest.mark.timeout(TEN_MINUTES)
    def test_it_reaches_the_portal_within_ten_minutes(self, reader):
        started = time.monotonic()

        for block in read_blocks(PAGE):
            reader.do(block)

        assert "Visits" in reader.demo.get("/x/visits")
        assert time.monotonic() - started < TEN_MINUTES

    def test_it_names_every_rule(self):
        kit = ROOT / "core" / "plugin_kit"
        sources = [
            *kit.rglob("*.py"),
            ROOT / "core/plugin/loading.py",
            ROOT / "core/plugin/conventions.py",
            ROOT / "core/plugin/implementations.py",
            ROOT / "core/web/routing.py",
        ]
        texts = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        quoted = r"\"([a-z]+(?:-[a-z]+)*)\""
        rules = set(re.findall(rf"Finding\(\s*{quoted}", texts))
        rules |= set(re.findall(rf"PluginError\(\s*[^,]+,\s*{quoted}", texts))
        rules |= set(re.findall(r"\"((?:inline|foreign)-\w+|template-syntax)\"", texts))

        page = PAGE.read_text(encoding="utf-8")
        assert len(rules) > 30
        assert {rule for rule in rules if f"`{rule}`" not in page} == set()
