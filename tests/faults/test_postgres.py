"""PostgreSQL is stopped, killed and started again under a running installation."""

import os
import secrets
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from core.cases.models import Case
from core.testing import database
from tests.faults.filing import fill_in_case, number_in
from tests.faults.installation import Installation, wait_for
from tests.faults.postgres import Cluster
from tests.faults.visitor import insist, submit

BUSY = 503
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def cluster():
    """A PostgreSQL that this module may stop."""
    # Not in pytest's folders: they are for one user only, and PostgreSQL does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-cluster-"))
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def installation(tmp_path_factory, cluster, post_office, broker):
    """An installation on that PostgreSQL."""
    database._prepare(cluster.url.replace("postgresql:", "postgresql+psycopg:"), ())
    installation = Installation(
        tmp_path_factory.mktemp("installation"),
        cluster.url,
        broker_url=broker.url if broker else "",
        smtp_url=post_office.url,
        queue="postgres",
    )
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()


def one_each(installation, post_office, clients):
    installation.wait_for_mails(clients)
    mails = [post_office.to(client.contact.email) for client in clients]
    # Where the database was gone before "sent" could be noted, the same mail came twice.
    return {len({copy["Message-ID"] for copy in copies}) for copies in mails} == {1}


def test_while_it_is_stopped_pages_say_503_and_then_work(installation, cluster, post_office, enter):
    client = enter()
    form = fill_in_case(client, "Just before")

    cluster.stop("fast")
    refused = submit(form, "save")
    ready = installation.ready_status()
    time.sleep(3)
    cluster.start()
    wait_for(installation.is_ready, why="it is ready again")
    number = number_in(insist(lambda: submit(form, "save")))

    assert (refused.status_int, ready) == (BUSY, BUSY)
    assert "Nothing was saved" in refused.text
    assert installation.rows(Case, Case.contact_id == client.contact.id)[0].number == number
    assert one_each(installation, post_office, [client])


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a disk to fill up")
def test_while_its_disk_is_full_pages_say_503_and_then_work(
    installation, cluster, post_office, enter
):
    client = enter()
    form = fill_in_case(client, "On a full disk")
    # More than finds room in what the table has already.
    form["message"] = f"<p>{secrets.token_hex(20_000)}</p>"

    with cluster.on_small_disk("case_note") as disk:
        fill(disk)
        refused = submit(form, "save")
        read = client.get("/cases", expect_errors=True)
        (disk / "filler").unlink()
        number = number_in(insist(lambda: submit(form, "save")))

    assert (refused.status_int, read.status_int) == (BUSY, 200)
    assert "Nothing was saved" in refused.text
    assert installation.rows(Case, Case.contact_id == client.contact.id)[0].number == number
    assert one_each(installation, post_office, [client])


def fill(disk):
    """Leave no room on a disk."""
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(4096)):
            pass


def test_what_it_acknowledged_it_knows_after_power_cuts(installation, cluster, post_office, enter):
    clients = [enter() for _ in range(12)]
    numbers = {}

    def file_some(mine):
        for client in mine:
            form = fill_in_case(client, "During power cuts")
            numbers[client.contact.id] = number_in(insist(lambda form=form: submit(form, "save")))

    threads = [threading.Thread(target=file_some, args=(clients[n::3],)) for n in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(0.4)
        cluster.stop("immediate")
        time.sleep(0.5)
        cluster.start()
    for thread in threads:
        thread.join()

    assert one_each(installation, post_office, clients)
    filed = installation.rows(Case, Case.contact_id.in_(numbers))
    assert {case.contact_id: case.number for case in filed} == numbers
