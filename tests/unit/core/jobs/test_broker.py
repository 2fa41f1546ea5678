from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest

from core.jobs.broker import _limited, show_life


class TestRabbitmq:
    @pytest.mark.parametrize(
        ("query", "heartbeat"), [("", "15"), ("?heartbeat=60", "60"), ("?locale=en_US", "15")]
    )
    def test_an_address_keeps_the_limits_that_it_names(self, query, heartbeat):
        read = parse_qsl(urlsplit(_limited(f"amqp://eva@host:5672/x{query}")).query)

        assert dict(read)["heartbeat"] == heartbeat
        assert len(read) == len(dict(read))
        assert dict(read)["blocked_connection_timeout"] == "10"


class TestShowLife:
    class Broker:
        def __init__(self, error=None):
            self.state = SimpleNamespace(connection=self)
            self.calls, self.is_lost, self._error = [], False, error

        def process_data_events(self, *, time_limit):
            self.calls.append(time_limit)
            if self._error:
                raise self._error

        @property
        def connection(self):
            return self

        @connection.deleter
        def connection(self):
            self.is_lost = True

    def test_it_answers_heartbeats_without_waiting(self):
        broker = self.Broker()
        show_life(broker)

        assert (broker.calls, broker.is_lost) == ([0], False)

    def test_a_connection_that_was_lost_is_given_up_for_a_new_one(self):
        broker = self.Broker(ConnectionError("the stream was lost"))
        show_life(broker)

        assert broker.is_lost

    def test_other_brokers_are_left_alone(self):
        show_life(SimpleNamespace())
        show_life(SimpleNamespace(state=SimpleNamespace()))
