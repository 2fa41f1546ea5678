"""Visitors who take their time, before a real server: nobody else waits for them."""

import socket
from contextlib import ExitStack, contextmanager

import pytest

from tests.functional.operations.installation import Installation

# Many times the threads of the two processes, and more than may wait in a queue for them.
CROWD = 300


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = Installation(tmp_path_factory.mktemp("slow"))
    assert house.run("db", "upgrade")[0] == 0
    assert house.run("tenant", "create", "acme", "Acme")[0] == 0
    house.serve()
    yield house
    house.stop()


class TestSlowVisitors:
    @pytest.mark.parametrize(
        "begun",
        [
            b"POST /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000\r\n\r\nx",
            b"POST /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 300000\r\n\r\nx",
            b"GET /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000\r\n\r\n",
            b"GET /login HTTP/1.1\r\nHost: {ho",
            b"",
        ],
    )
    def test_nobody_waits_for_what_they_send(self, begun, house):
        with crowd(house, begun):
            assert house.get("/healthz")[0] == 200
            assert house.get("/login", Host=host_of(house))[0] == 200


def host_of(house):
    return f"acme.localhost:{house.port}"


@contextmanager
def crowd(house, begun):
    """Let many connect and say this, and no more."""
    with ExitStack() as visitors:
        for _ in range(CROWD):
            visitor = visitors.enter_context(socket.socket())
            visitor.connect(("127.0.0.1", house.port))
            visitor.sendall(begun.replace(b"{host}", host_of(house).encode()))
        yield
