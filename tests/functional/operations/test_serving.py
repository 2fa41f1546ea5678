"""A real server is stopped and reloaded while it is in use."""

import http.client
import os
import signal
import socket
import threading
import time
from collections import Counter

from tests.functional.operations.installation import children, wait_until

BODY = b"theme=dark&" + b"x" * 2000


class SlowRequest:
    """A form that is half sent: it is under way until the rest is."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        head = (
            "POST /theme HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + BODY[:1000])

    def finish(self):
        with self._socket, self._socket.makefile("rb") as answer:
            self._socket.sendall(BODY[1000:])
            return answer.read()


class Crowd:
    """Visitors who ask one thing after another; what they were answered is counted.

    Some come anew for each question, some connect and hesitate, and some stay as long as they may.
    """

    def __init__(self, installation, size=2):
        self.answers = Counter()
        self._port = installation.port
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._visit, args=manner)
            for manner in [
                ("/readyz", 0.0, False),
                ("/healthz", 0.05, False),
                ("/readyz", 0.0, True),
            ]
            for _ in range(size)
        ]

    def _visit(self, path, pause, stays):
        while not self._ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            try:
                connection.connect()
                time.sleep(pause)
                self._ask(connection, path)
                # As clients do, it comes anew when it was told that the connection ends.
                while stays and connection.sock and not self._ended.is_set():
                    time.sleep(0.01)
                    self._ask(connection, path)
            except OSError as error:
                self.answers[type(error).__name__] += 1
            finally:
                connection.close()

    def _ask(self, connection, path):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        self.answers[answer.status] += 1

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._ended.set()
        for thread in self._threads:
            thread.join()


class TestStop:
    def test_it_finishes_what_is_under_way_and_leaves_no_process(self, installation):
        installation.serve()
        servers = installation.servers()
        slow = SlowRequest(installation.port)
        wait_until(lambda: installation.get("/healthz")[0] == 200)

        installation.tell(signal.SIGTERM)
        answer = slow.finish()

        assert answer.startswith(b"HTTP/1.1 4")  # no CSRF token; but an answer
        assert installation.process.wait(60) == 0
        wait_until(lambda: not any(_is_alive(pid) for pid in servers), seconds=5)

    def test_the_servers_go_when_the_process_above_is_killed(self, installation):
        installation.serve()
        servers = installation.servers()

        installation.process.kill()
        installation.process.wait()

        wait_until(lambda: not any(_is_alive(pid) for pid in servers))


class TestReload:
    def test_nobody_is_turned_away(self, installation):
        installation.serve()
        before = installation.servers()
        slow = SlowRequest(installation.port)
        heard = []
        end = threading.Timer(4.0, lambda: heard.append(slow.finish()))
        with Crowd(installation) as crowd:
            end.start()
            installation.reload()
        end.join()
        assert set(crowd.answers) == {200}
        assert heard[0].startswith(b"HTTP/1.1 4")  # no CSRF token; but an answer
        assert not before & installation.servers() - _trackers(installation)

    def test_new_settings_are_taken_up(self, installation, tmp_path):
        file = tmp_path / "env"
        file.write_text("# how we write\nVENTANILLA_LOG_FORMAT=json\n")
        installation.serve("--env-file", str(file))
        file.write_text("VENTANILLA_LOG_FORMAT=console\n")

        installation.reload()
        installation.get("/nowhere")

        wait_until(lambda: "path=/nowhere" in installation.log.read_text())

    def test_settings_that_are_wrong_leave_things_as_they_are(self, installation, tmp_path):
        file = tmp_path / "env"
        file.write_text("VENTANILLA_LOG_FORMAT=json\n")
        installation.serve("--env-file", str(file))

        file.write_text("VENTANILLA_LOG_FORMAT=poetry\n")
        installation.tell(signal.SIGHUP)
        wait_until(lambda: installation.events("reload_failed"))

        assert installation.get("/readyz")[0] == 200
        assert installation.lines()[-1]["reason"].startswith("VENTANILLA_LOG_FORMAT ")
        # What only the servers find out is told by one of them, and not tried again.
        file.write_text("VENTANILLA_DATABASE_URL=sqlite:////proc/none/x.db\n")
        installation.tell(signal.SIGHUP)
        wait_until(lambda: installation.events("reload_failed") == 2)

        assert installation.get("/readyz")[0] == 200
        assert "VENTANILLA_DATABASE_URL" in installation.lines()[-1]["reason"]
        assert installation.events("start_failed") == 1


class TestLines:
    def test_they_and_systemd_are_told_from_when_to_when_what_is_served(
        self, installation, tmp_path
    ):
        """A generation that dies soon after it began is replaced, which is told as well."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.bind(str(tmp_path / "notify"))
            systemd.settimeout(60)
            installation.environ["NOTIFY_SOCKET"] = str(tmp_path / "notify")
            installation.serve()
            assert systemd.recv(1000).startswith(b"READY=1\nSTATUS=Serving version ")
            (generation,) = children(installation.process.pid) - _trackers(installation)
            os.kill(generation, signal.SIGKILL)
            assert systemd.recv(1000).startswith(b"READY=1\nSTATUS=Serving version ")
            installation.get("/branding.css", Host="nobody.example", **{"User-Agent": "a browser"})
            installation.tell(signal.SIGTERM)
            assert systemd.recv(1000) == b"STOPPING=1"
            assert installation.process.wait(60) == 0

        lines = {one["event"]: one for one in installation.lines()}
        assert installation.events("generation_died") == 1
        assert lines["serving"]["version"] == lines["stopped"]["version"]
        assert lines["serving"]["port"] == installation.port
        request = lines["request"]
        assert (request["address"], request["user_agent"]) == ("127.0.0.1", "a browser")
        assert request["bytes"] > 0
        assert request["route"] == "core.branding"


class TestStart:
    def test_a_port_that_is_taken_is_one_sentence(self, installation):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            status, _out, err = installation.run("serve", "--port", str(port))

        assert status == 2
        assert f"Port {port} on 127.0.0.1 can't be used" in err


def _is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123  # no folder's
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _trackers(installation):
    """Return the process that Python keeps beside the others to clean up after them."""
    found = set()
    for pid in installation.servers():
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:  # noqa: PTH123  # no folder's
            if "resource_tracker" in file.read():
                found.add(pid)
    return found
