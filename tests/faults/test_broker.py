"""The broker is emptied, killed, absent; ``VENTANILLA_TEST_BROKER_URL`` says which there is."""

import os

from tests.faults.brokers import make_broker
from tests.faults.filing import file_case
from tests.faults.installation import Installation

BROKER = os.environ.get("VENTANILLA_TEST_BROKER_URL", "")


def sent_once(installation, office, clients):
    """Wait until each of these has one case, and one mail about it has left."""
    installation.wait_for_mails(clients)
    return [len(office.to(client.contact.email)) for client in clients] == [1] * len(clients)


def test_what_was_in_it_is_handed_over_again_when_it_is_emptied(
    installation, broker, post_office, enter
):
    clients = [enter() for _ in range(4)]
    for client in clients:
        broker.empty()
        file_case(client, "Before it is emptied")
        broker.empty()

    assert sent_once(installation, post_office, clients)


class TestAway:
    def test_pages_work_and_jobs_wait_until_it_is_back(
        self, installation, broker, post_office, enter
    ):
        clients = [enter(), enter()]
        file_case(clients[0], "Just before")

        broker.stop()
        number = file_case(clients[1], "While it is away")
        assert "While it is away" in clients[1].get(f"/cases/{number}").text
        assert installation.is_ready()
        broker.start()

        assert sent_once(installation, post_office, clients)

    def test_processes_that_start_without_it_wait_for_it(
        self, tmp_path, installation, post_office, enter, databases
    ):
        late = make_broker(BROKER, tmp_path)
        other = Installation(
            tmp_path / "late",
            installation.platform.settings.database_url,
            broker_url=late.url,
            smtp_url=post_office.url,
        )
        client = enter()
        try:
            other.start()
            late.start()
            other.kill_at("end_cases.notify_created")
            file_case(client, "Whoever does it")
        finally:
            other.stop()
            late.stop()

        assert sent_once(installation, post_office, [client])
