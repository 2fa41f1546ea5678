"""PgBouncer itself, lending its connections for a transaction at a time."""

import os
import pwd
import socket
import subprocess
from contextlib import contextmanager

from sqlalchemy import make_url

from tests.functional.operations.installation import wait_until
from tests.support.programs import find_program

INI = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
{more}
"""


@contextmanager
def pgbouncer(url, folder, *, ignoring=False, size=2):
    """Stand before a database; yield the address that leads through it.

    :param ignoring: drop the options of a session, instead of refusing it
    :param size: connections that all have to share, so that each sees another's
    """
    database = make_url(url)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        own = probe.getsockname()[1]
    folder.mkdir()
    (folder / "users").write_text(f'"{database.username}" "{database.password}"\n')
    ini = folder / "pgbouncer.ini"
    more = "ignore_startup_parameters = options" if ignoring else ""
    ini.write_text(
        INI.format(
            host=database.host,
            port=database.port or 5432,
            own=own,
            folder=folder,
            size=size,
            more=more,
        )
    )
    log = (folder / "log").open("wb")
    user = {}
    if os.geteuid() == 0:  # it would not run as root
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    with (
        log,
        subprocess.Popen(  # noqa: S603  # what the test is about
            [find_program("pgbouncer"), str(ini)], stdout=log, stderr=log, **user
        ) as process,
    ):
        try:
            wait_until(lambda: _answers(own) or process.poll() is not None, 20)
            assert process.poll() is None, (folder / "log").read_text()
            yield database.set(host="127.0.0.1", port=own).render_as_string(hide_password=False)
        finally:
            process.terminate()


def _answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
