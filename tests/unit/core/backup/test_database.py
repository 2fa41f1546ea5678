"""What PostgreSQL's own programs are handed: the whole address, and no secret for all to see."""

import json
import sys

import pytest
from psycopg.conninfo import conninfo_to_dict

from core.backup.database import BackupError, load_database, save_database

SPY = """#!{python}
import json, os, sys
with open({told!r}, "w") as file:
    environ = {{name: value for name, value in os.environ.items() if name.startswith("PG")}}
    service = environ.get("PGSERVICEFILE")
    held = open(service).read() if service else ""
    json.dump([sys.argv[1:], environ, held, os.stat(service).st_mode if service else 0], file)
"""
HOST = "postgresql+psycopg://eva:s%20e%27cret@db.example:5433/house"


@pytest.fixture
def handed(tmp_path, monkeypatch):
    """Put programs in PostgreSQL's place; give back what an address comes to there."""
    told = tmp_path / "told.json"
    for name in ("pg_dump", "pg_restore"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(SPY.format(python=sys.executable, told=str(told)))
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("PGHOST", "elsewhere.example")

    def call(work, url):
        work(url, tmp_path / "database")
        arguments, environ, held, mode = json.loads(told.read_text())
        (conninfo,) = [one for one in arguments if one.startswith("--dbname=")]
        said = conninfo_to_dict(conninfo.removeprefix("--dbname="))
        return arguments, environ, said, held, mode

    return call


@pytest.mark.parametrize("work", [save_database, load_database])
class TestTheAddress:
    def test_all_of_it_is_handed_on(self, handed, work):
        query = "sslmode=verify-full&sslrootcert=/etc/ssl/our%20ca.pem&connect_timeout=5"
        *_rest, said, _held, _mode = handed(work, f"{HOST}?{query}&application_name=night")

        assert said | {"options": ""} == {
            "host": "db.example",
            "port": "5433",
            "user": "eva",
            "dbname": "house",
            "sslmode": "verify-full",
            "sslrootcert": "/etc/ssl/our ca.pem",
            "connect_timeout": "5",
            "application_name": "night",
            "options": "",
        }

    @pytest.mark.parametrize(
        ("url", "host", "port"),
        [
            ("postgresql+psycopg://eva@/house?host=/run/postgresql", "/run/postgresql", None),
            ("postgresql+psycopg://eva@/house?host=db.example&port=6000", "db.example", "6000"),
            ("postgresql+psycopg://eva@/house?host=a:1&host=b:2", "a,b", "1,2"),
            ("postgresql+psycopg://eva@[::1]:7/house", "::1", "7"),
        ],
    )
    def test_the_host_is_its_own_and_not_that_of_the_surroundings(
        self, handed, work, url, host, port
    ):
        *_rest, said, _held, _mode = handed(work, url)

        assert (said["host"], said.get("port")) == (host, port)

    def test_a_service_is_handed_on(self, handed, work):
        *_rest, said, _held, _mode = handed(work, "postgresql+psycopg:///?service=house")

        assert said["service"] == "house"
        assert "host" not in said

    def test_its_options_stand_beside_ours(self, handed, work):
        *_rest, said, _held, _mode = handed(work, f"{HOST}?options=-c%20search_path%3Dours")

        assert said["options"].startswith("-c search_path=ours ")
        assert "-c ventanilla.tenant=*" in said["options"]

    @pytest.mark.parametrize(
        "url", [HOST, "postgresql+psycopg://eva@db.example/house?password=s%20e%27cret"]
    )
    def test_the_password_is_on_no_command_line(self, handed, work, url):
        arguments, environ, *_rest = handed(work, url)

        assert "cret" not in "".join(arguments)
        assert environ["PGPASSWORD"] == "s e'cret"  # the test's own

    def test_nor_is_that_of_the_key(self, handed, work):
        arguments, _environ, said, held, mode = handed(work, f"{HOST}?sslpassword=of%20the%20key")

        assert "of the key" not in "".join(arguments)
        assert held == f"[{said['service']}]\nsslpassword=of the key\n"
        assert mode & 0o077 == 0

    def test_what_is_the_drivers_alone_is_left_out(self, handed, work):
        *_rest, said, _held, _mode = handed(work, f"{HOST}?prepare_threshold=3")

        assert "prepare_threshold" not in said

    def test_a_service_with_a_key_is_refused_with_what_to_do(self, handed, work):
        with pytest.raises(BackupError, match="service's file"):
            handed(work, f"{HOST}?service=x&sslpassword=y")
