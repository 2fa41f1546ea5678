import socket

import pytest
from structlog.testing import capture_logs

from core.errors import SettingsError
from core.processes import supervisor
from core.processes.supervisor import Generation, Supervisor, open_listener
from core.settings.env_file import take_environment


def serve_and_hang(_listener, _workers, tell):
    tell.send_bytes(supervisor.READY)
    tell.send_bytes(supervisor.HANGS)


class Made:
    """A generation that has served, or not, and is dead."""

    def __init__(self, *, served=True, reason=""):
        self.is_ready, self.reason, self.is_alive = served, reason, False
        self.has_failed = not served
        self.signs = []
        self.hangs = False

    def ask_to_stop(self):
        pass

    def end(self):
        return 137


@pytest.fixture
def run(monkeypatch):
    """Let generations follow on each other; give back the status and the log's lines."""

    def run(*made):
        coming = iter(made)
        with open_listener("127.0.0.1", 0) as listener, capture_logs() as lines:
            one = Supervisor(take_environment, listener, 1)

            def begin():
                following = next(coming)
                if isinstance(following, Exception):
                    raise following
                return following

            monkeypatch.setattr(one, "_begin", begin)
            monkeypatch.setattr(one, "_listen", lambda _signs: None)
            return one._keep_serving(), lines

    return run


def events(lines):
    return [line["event"] for line in lines]


class TestDeaths:
    def test_those_of_generations_that_served_are_counted(self, run):
        status, lines = run(*(Made() for _ in range(supervisor.MOST_DEATHS)))

        assert status == 1
        assert events(lines).count("generation_died") == supervisor.MOST_DEATHS
        assert lines[-1]["event"] == "gave_up"
        assert "deaths within a minute" in lines[-1]["reason"]

    def test_old_ones_are_forgotten(self, run, monkeypatch):
        monkeypatch.setattr(supervisor, "MINUTE", 0.0)
        deaths = [Made() for _ in range(3 * supervisor.MOST_DEATHS)]

        status, lines = run(*deaths, SettingsError("the end"))

        assert status == 1
        assert events(lines).count("generation_died") == len(deaths)
        assert lines[-1]["reason"] == "the end"

    def test_one_that_never_served_is_not_tried_again(self, run):
        status, lines = run(Made(served=False, reason="VENTANILLA_X is wrong"))

        assert status == 1
        assert lines[-1] == {
            "event": "gave_up",
            "reason": "VENTANILLA_X is wrong",
            "log_level": "error",
        }


class TestHangs:
    def test_a_generation_that_has_lost_a_thread_is_replaced(self, run, monkeypatch):
        stuck, new = Made(), Made(served=False)
        stuck.is_alive = stuck.hangs = True
        replaced = []

        def replace(_supervisor, old):
            replaced.append(old)
            return new

        monkeypatch.setattr(Supervisor, "_replace", replace)
        monkeypatch.setattr(Supervisor, "_announce", lambda _supervisor, _event: None)

        run(stuck, SettingsError("the end"))

        assert replaced == [stuck]

    def test_a_process_tells_of_it_after_it_was_ready(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            one = Generation(serve_and_hang, listener, 1)
            while not one.hangs and one.is_alive:
                supervisor.wait(one.signs, 30)
                assert not one.has_failed
            one.end()

        assert one.is_ready
        assert one.hangs


class TestGeneration:
    def test_what_kept_it_from_beginning_is_told(self, capfd):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            one = Generation(take_environment, listener, 2)  # which wants something else
            while not one.has_failed:
                supervisor.wait(one.signs, 30)
            one.end()

        assert one.reason.startswith("TypeError: take_environment() ")
        assert capfd.readouterr().err == ""


class TestListener:
    def test_it_hands_over_no_connection_on_which_nothing_was_said(self):
        with open_listener("127.0.0.1", 0) as listener, socket.socket() as visitor:
            visitor.connect(listener.getsockname())
            with pytest.raises(BlockingIOError):
                listener.accept()

            visitor.sendall(b"GET")
            connection, _address = listener.accept()
            with connection:
                assert connection.recv(10) == b"GET"
