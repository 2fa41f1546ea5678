"""The ``ventanilla`` command, in processes that do not wait for what others wrote."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.cli import COMMANDS
from tests.support.tree import ROOT

# What takes long to import.
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
# What every command comes to import of ours, sooner or later.
OURS = (
    *(f"core.commands.{name}" for name in COMMANDS),
    "plugins.agent_desk.plugin",
    "plugins.csr_console.plugin",
    "plugins.email_channel.plugin",
    "plugins.portal.plugin",
)
READY = """
import atexit, gc, importlib, json, os, sys, threading

for name in sys.argv[1:]:
    importlib.import_module(name)
if any(name.startswith("core.") for name in sys.argv):
    from core.jobs.registry import load_core_tasks

    load_core_tasks()
# Else each process would copy all of it, to look through it and in the end to take it apart.
gc.collect()
gc.freeze()
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

try:
    main()
except SystemExit as end:
    status = end.code or 0
threading._shutdown()
atexit._run_exitfuncs()
sys.stdout.flush()
sys.stderr.flush()
os._exit(status)
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


class Commands:
    """Runs commands in processes that are split off from one that has imported these modules."""

    def __init__(self, *modules):
        self._ready = subprocess.Popen(  # noqa: S603  # our own interpreter
            [sys.executable, "-W", "ignore", "-c", READY, *modules],
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
    commands = Commands(*LIBRARIES, *OURS)
    yield commands
    commands.close()


@pytest.fixture(scope="session")
def unready_commands():
    """The same; each finds its own modules in its own order, as it does when somebody types it."""
    commands = Commands(*LIBRARIES)
    yield commands
    commands.close()
