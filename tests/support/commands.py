"""The ``ventanilla`` command, in processes that do not wait for what others wrote."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.tree import ROOT

# What takes long to import, nothing of ours among it: each command finds its own modules, in its
# own order, as it does when somebody types it.
LIBRARIES = (
    "alembic.command",
    "argon2",
    "babel.dates",
    "colander",
    "dramatiq",
    "email_validator",
    "fsspec",
    "jinja2",
    "nh3",
    "phonenumbers",
    "prometheus_client",
    "psycopg",
    "pyramid.config",
    "pyramid_retry",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "structlog",
    "uuid_utils",
    "webob.exc",
    "yaml",
    "zope.sqlalchemy",
)
READY = """
import importlib, json, os, sys

for library in sys.argv[1:]:
    importlib.import_module(library)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()

order = json.loads(line)
for number, (path, flags) in enumerate(order["files"]):
    os.dup2(os.open(path, flags), number)
os.environ.clear()
os.environ.update(order["environ"])
os.chdir(order["folder"])
sys.argv = ["-c", *order["arguments"]]

from core.cli import main

main()
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


class Commands:
    """Runs commands in processes that are split off from one that is ready to begin."""

    def __init__(self):
        self._ready = subprocess.Popen(  # noqa: S603  # our own interpreter
            [sys.executable, "-W", "ignore", "-c", READY, *LIBRARIES],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, environ=os.environ, folder=ROOT, given=""):
        with TemporaryDirectory() as scratch:
            paths = [Path(scratch, name) for name in ("given", "out", "err")]
            for path, text in zip(paths, (given, "", ""), strict=True):
                path.write_text(text, encoding="utf-8")
            flags = (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)
            order = {
                "arguments": list(map(str, arguments)),
                "environ": dict(environ),
                "folder": str(folder),
                "files": list(zip(map(str, paths), flags, strict=True)),
            }
            self._ready.stdin.write(f"{json.dumps(order)}\n")
            self._ready.stdin.flush()
            status = int(self._ready.stdout.readline())
            return Done(status, *(path.read_text(encoding="utf-8") for path in paths[1:]))

    def close(self):
        self._ready.stdin.close()
        self._ready.wait()
        self._ready.stdout.close()


@pytest.fixture(scope="session")
def commands():
    """Run a command: ``commands.run("db", "check", environ={…}, folder=…, given="…")``."""
    commands = Commands()
    yield commands
    commands.close()
