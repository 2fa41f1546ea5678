"""An installation on SQLite whose command is run as an operator would."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-c", "from core.cli import main; main()"]


def wait_until(what, seconds=90.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.05)


class Installation:
    def __init__(self, folder, **settings):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.log = folder / "serve.log"
        self.environ = {k: v for k, v in os.environ.items() if not k.startswith("VENTANILLA_")}
        self.environ |= {
            "VENTANILLA_DATABASE_URL": f"sqlite:///{folder / 'house.db'}",
            "VENTANILLA_BLOB_URL": f"file://{folder / 'blobs'}",
            "VENTANILLA_SECRET": "s" * 40,
            "VENTANILLA_BASE_DOMAIN": f"localhost:{self.port}",
            "VENTANILLA_LOG_FORMAT": "json",
        } | settings
        self.process = None

    def run(self, *args, **more):
        """Run a command; give back status, output and errors."""
        done = subprocess.run(  # noqa: S603  # our own command
            [*COMMAND, *args],
            env=self.environ | more,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def serve(self, *args):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own command
                [*COMMAND, "serve", "--port", str(self.port), *args],
                env=self.environ,
                stdout=log,
                stderr=log,
            )
        wait_until(self.is_ready)

    def is_ready(self):
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def tell(self, name):
        self.process.send_signal(name)

    def reload(self):
        before = self.events("reloaded")
        self.tell(signal.SIGHUP)
        wait_until(lambda: self.events("reloaded") > before)

    def events(self, name):
        return self.log.read_text().count(f'"{name}"')

    def lines(self):
        """Return all lines of the log; each is one object."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def servers(self):
        """Return the ids of the processes below the one that was started."""
        return descendants(self.process.pid)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


def children(pid):
    try:
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except FileNotFoundError:
        return set()


def descendants(pid):
    below = children(pid)
    return below.union(*map(descendants, below))
