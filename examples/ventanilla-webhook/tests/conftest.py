import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from ventanilla_webhook import plugin

from core.tenancy.services import save_settings, switch_plugin

KEY = "known to the receiver too"


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


class Receiver(HTTPServer):
    """A server that notes what it is told, and answers as the test wishes."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.received = []
        self.status = 204
        self.location = ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook?from=ventanilla"

    @property
    def messages(self):
        return [json.loads(body) for _path, _headers, body in self.received]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def receiver():
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def own_network(monkeypatch):
    """The operator allows this machine."""
    monkeypatch.setenv("WEBHOOK_NETWORKS", "127.0.0.0/8")


@pytest.fixture
def key():
    return KEY


@pytest.fixture
def switched_on(open_scope, receiver, own_network):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "webhook", on=True)
        save_settings(scope, "webhook", {"url": receiver.url, "key": KEY})
