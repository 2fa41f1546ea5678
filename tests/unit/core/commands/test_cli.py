import os
import socket
import subprocess
import sys

import pytest

from core.cli import COMMANDS
from core.db.releases import RELEASES
from tests.support.made_plugins import MadePlugin

PERSON = ("--tenant", "acme", "--name", "Eva", "--email", "eva@acme.example")


@pytest.fixture
def environ(tmp_path):
    """The settings of an installation in an empty folder."""
    environ = {name: value for name, value in os.environ.items() if "VENTANILLA" not in name}
    return environ | {
        "VENTANILLA_DATABASE_URL": f"sqlite:///{tmp_path / 'cli.db'}",
        "VENTANILLA_BLOB_URL": f"file://{tmp_path / 'blobs'}",
        "VENTANILLA_SECRET": "s" * 40,
    }


@pytest.fixture
def run(commands, environ):
    """Run the command in an empty folder; give back status, output and errors."""

    def call(*args, given="", **more):
        done = commands.run(*args, environ=environ | more, given=given)
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture(scope="module")
def installation(commands, tmp_path_factory):
    """The settings of one that has a tenant."""
    folder = tmp_path_factory.mktemp("modules")
    environ = {
        "VENTANILLA_DATABASE_URL": f"sqlite:///{folder / 'cli.db'}",
        "VENTANILLA_BLOB_URL": f"file://{folder / 'blobs'}",
        "VENTANILLA_SECRET": "s" * 40,
    }
    commands.run("db", "upgrade", environ=environ)
    commands.run("tenant", "create", "acme", "Acme", environ=environ)
    return environ


class TestErrors:
    def test_a_wrong_setting_is_one_sentence_that_names_it(self, run):
        status, _out, err = run("db", "check", VENTANILLA_DATABASE_URL="mysql://x")

        assert status == 2
        assert err.strip().count("\n") == 0
        assert "VENTANILLA_DATABASE_URL" in err

    def test_an_unknown_command_is_bad_input(self, run):
        status, _out, err = run("nonsense")

        assert status == 2
        assert "nonsense" in err

    def test_a_database_that_is_behind_says_what_to_do(self, run):
        status, _out, err = run("tenant", "list")

        assert status == 2
        assert "ventanilla db upgrade" in err

    def test_it_says_nothing_else_when_it_has_to_import_everything_itself(self, environ):
        cold = subprocess.run(
            [sys.executable, "-c", "from core.cli import main; main()", "tenant", "list"],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

        assert cold.returncode == 2
        assert cold.stderr.count("\n") == 1
        assert "ventanilla db upgrade" in cold.stderr

    def test_a_database_that_does_not_answer_is_said_in_a_line(self, run):
        away = {"VENTANILLA_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/x"}
        for command in (("db", "upgrade"), ("db", "check"), ("tenant", "list")):
            status, _out, err = run(*command, **away)

            assert status == 2
            assert err.count("\n") == 1
            assert "VENTANILLA_DATABASE_URL" in err
            assert "secret" not in err

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("VENTANILLA_DATABASE_URL", "sqlite:////proc/none/x.db"),
            ("VENTANILLA_METRICS_DIR", "/proc/none"),
            ("VENTANILLA_SECRET_FILE", "/proc/none/secret"),
        ],
    )
    def test_a_folder_that_can_not_be_made_is_said_in_a_line(
        self, unready_commands, environ, name, value
    ):
        wrong = environ | {"VENTANILLA_SECRET": "", name: value}
        done = unready_commands.run("db", "check", environ=wrong)

        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert name in done.stderr

    def test_a_place_where_no_files_can_be_kept_stops_the_start(self, run, tmp_path):
        (tmp_path / "blobs").write_bytes(b"a file stands in the way")
        status, _out, err = run("serve", "--port", "64998")

        assert status == 2
        assert err.count("\n") == 1
        assert "VENTANILLA_BLOB_URL" in err

    @pytest.mark.parametrize(
        "command", [("backup", "/proc/none/x"), ("restore", __file__), ("restore", "/proc")]
    )
    def test_a_backup_that_can_not_be_is_said_in_a_line(self, run, command):
        run("db", "upgrade")
        status, _out, err = run(*command)

        assert status == 2
        assert err.count("\n") == 1

    def test_plugins_are_listed_before_there_is_a_database(self, run):
        assert "portal" in run("plugin", "list")[1]
        assert run("plugin", "list", "--tenant", "acme")[0] == 2

    def test_without_a_command_it_shows_them(self, run):
        status, _out, err = run()

        assert status == 2
        assert err.startswith("Usage: ")
        assert "doctor" in err

    def test_the_demo_touches_nothing_when_its_port_is_taken(self, run, tmp_path):
        (tmp_path / "ventanilla.db").write_bytes(b"precious")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            status, out, err = run("demo", "--reset", "--port", port, "--data-dir", str(tmp_path))

        assert status == 2
        assert out == ""
        assert err.count("\n") == 1
        assert port in err
        assert (tmp_path / "ventanilla.db").read_bytes() == b"precious"

    def test_the_demo_says_which_folder_it_can_not_use(self, run):
        status, _out, err = run("demo", "--port", "64999", "--data-dir", "/proc/none")

        assert status == 2
        assert err.count("\n") == 1
        assert "--data-dir" in err


class TestModules:
    """What other tests run has been given its modules; here each command has to find them."""

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (0, ("activity", "verify", "--tenant", "acme")),
            (0, ("backup", "{folder}")),
            (0, ("config", "export", "--tenant", "acme")),
            (0, ("db", "check")),
            (2, ("demo", "--port", "{taken}", "--data-dir", "{folder}")),
            (1, ("doctor",)),
            (0, ("jobs", "list")),
            (0, ("mail", "list")),
            (0, ("plugin", "list", "--tenant", "acme")),
            (2, ("restore", "{folder}")),
            (2, ("serve", "--port", "{taken}")),
            (0, ("staff", "create", *PERSON, "--password", "a long enough phrase")),
            (0, ("tenant", "list")),
            (2, ("worker",)),
        ],
        ids=lambda value: value[0] if isinstance(value, tuple) else "",
    )
    def test_each_command_finds_its_own(
        self, unready_commands, installation, tmp_path, status, words
    ):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            given = {"folder": tmp_path / "empty", "taken": taken.getsockname()[1]}
            done = unready_commands.run(
                *(word.format(**given) for word in words), environ=installation
            )

        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr

    def test_none_is_left_out(self):
        (mark,) = (one for one in self.test_each_command_finds_its_own.pytestmark if one.args[1:])

        assert {words[0] for _status, words in mark.args[1]} == set(COMMANDS)


class TestALife:
    def test_a_tenant_is_made_configured_and_carried_on(self, run, tmp_path):
        assert run("db", "upgrade")[0] == 0
        assert run("db", "check")[0] == 0
        status, out, _err = run("tenant", "create", "acme", "Acme", "--preset", "crm")
        assert (status, out) == (0, "Created: http://acme.localhost:6543/\n")
        assert run("tenant", "create", "acme", "Acme")[0] == 2
        assert run("tenant", "create", "empty", " ")[2] == "ventanilla: Write a name.\n"
        password = "a long enough phrase"
        own = ("tenant", "host", "acme", "help.acme.example")
        assert run(*own)[1] == "Its address: http://help.acme.example/\n"
        assert "already" in run(*own)[2]
        assert "not one of" in run("tenant", "host", "acme", "x.example", "--remove")[2]
        assert run(*own, "--remove")[1] == "Its address: http://acme.localhost:6543/\n"
        assert run("tenant", "host", "acme", "no host")[0] == 2
        short = run("staff", "create", *PERSON, "--password", "short")
        assert (short[0], short[2]) == (2, "ventanilla: Use from 8 to 128 characters.\n")
        assert "--password" in run("staff", "create", *PERSON)[2]
        assert run("staff", "create", *PERSON, given=f"{password}\n")[0] == 0
        assert run("staff", "create", *PERSON, "--password", password)[0] == 2
        assert run("plugin", "disable", "portal", "--tenant", "acme")[0] == 0
        assert "off\tportal" in run("plugin", "list", "--tenant", "acme")[1]
        exported = run("config", "export", "--tenant", "acme")[1]
        assert run("config", "diff", "--tenant", "acme", "-", given=exported)[0] == 0
        changed = exported.replace("portal: false", "portal: true")
        status, out, _err = run("config", "diff", "--tenant", "acme", "-", given=changed)
        assert (status, out) == (1, "~ plugins.portal: false -> true\n")
        file = tmp_path / "changed.yaml"
        file.write_text(changed)
        into = ("config", "import", "--tenant", "acme")
        status, out, err = run(*into, str(file), given="n\n")
        assert status == 2
        assert "Open cases: 0. They stay." in out
        assert "Make 1 changes to 'acme'?" in out
        assert "Nothing was done" in err
        assert "off\tportal" in run("plugin", "list", "--tenant", "acme")[1]
        assert run(*into, str(file), given="y\n")[0] == 0
        assert "on \tportal" in run("plugin", "list", "--tenant", "acme")[1]
        back = run("config", "undo", "--tenant", "acme", "--yes")
        assert back[:2] == (0, "~ plugins.portal: true -> false\nUndone: 1 changes.\n")
        assert "no import" in run("config", "undo", "--tenant", "acme", "--yes")[2]
        assert run(*into, "-", "--yes", given=changed)[0] == 0
        assert run(*into, "-", "--yes", given=changed)[1] == "Nothing to change.\n"
        for wrong in ("\x00", "a: [", "format: 1\ntenant: {slug: other}"):
            status, _out, err = run("config", "import", "--tenant", "acme", "-", given=wrong)
            assert status == 2
            assert err.count("\n") == 1

    def test_what_was_given_wins_over_the_preset(self, run):
        run("db", "upgrade")
        for number, (given, default, zone) in enumerate(
            [
                ((), "es", "America/Mexico_City"),
                (("--locale", "en"), "en", "America/Mexico_City"),
                (("--locale", "es", "--time-zone", "UTC"), "es", "UTC"),
            ]
        ):
            assert run("tenant", "create", f"t{number}", "T", "--preset", "crm", *given)[0] == 0
            shown = run("tenant", "show", f"t{number}")[1]
            assert "Languages:  es en pt fr de it\n" in shown
            assert f"Default:    {default}\n" in shown
            assert f"Time zone:  {zone}\n" in shown
        for given in (("--locale", "tlh"), ("--time-zone", "Mars/Olympus")):
            status, _out, err = run("tenant", "create", "t9", "T", "--preset", "msp", *given)
            assert (status, err.count("\n")) == (2, 1)
        assert "t9" not in run("tenant", "list")[1]

    def test_the_doctor_says_what_is_wrong_and_what_to_do(self, run):
        status, out, _err = run("doctor", VENTANILLA_BROKER_URL="redis://127.0.0.1:1/0")

        assert status == 1
        assert "ventanilla db upgrade" in out
        assert "VENTANILLA_BROKER_URL: 127.0.0.1:1 does not answer" in out

    def test_every_command_takes_its_settings_from_a_file(self, run, tmp_path):
        file = tmp_path / "environment"
        file.write_text(f"VENTANILLA_DATABASE_URL='sqlite:///{tmp_path / 'from file.db'}'\n")
        told = ("--env-file", str(file))

        assert run(*told, "db", "upgrade")[0] == 0
        assert run(*told, "db", "check")[0] == 0
        assert (tmp_path / "from file.db").exists()
        status, _out, err = run("--env-file", str(tmp_path / "none"), "db", "check")
        assert (status, err.count("\n")) == (2, 1)

    def test_a_worker_without_a_broker_explains_itself(self, run):
        run("db", "upgrade")
        status, _out, err = run("worker")

        assert status == 2
        assert "VENTANILLA_BROKER_URL" in err


class TestAPluginThatHasLeft:
    def test_every_command_goes_on_and_it_can_be_removed(self, run, tmp_path):
        plugin = MadePlugin(tmp_path / "plugins", "odd", core=RELEASES[-1][-1])
        folder = ("--plugins-dir", str(plugin.folder))
        assert run("db", "upgrade", *folder)[0] == 0
        assert run("tenant", "create", "acme", "Acme")[0] == 0
        assert run("plugin", "disable", "odd", "--tenant", "acme", *folder)[0] == 0
        plugin.write("models.py", "raise SystemExit(0)")

        for command in (("db", "upgrade"), ("db", "check"), ("plugin", "list")):
            assert run(*command, *folder)[0] == 0
        plugin.remove()
        for command in (("db", "upgrade"), ("db", "check"), ("plugin", "list", "--tenant", "acme")):
            status, _out, err = run(*command)
            assert status == 0
            assert "tables of the plugin 'odd'" in err
            assert "ventanilla plugin remove odd --with-data" in err
        assert run("tenant", "show", "acme")[0] == 0
        assert "warn   plugins" in run("doctor")[1]

        status, out, err = run("plugin", "remove", "odd", "--with-data", given="old\n")
        assert (status, err.count("\n")) == (2, 1)
        assert "Dropped: the table odd_thing, 0 rows." in out
        assert run("plugin", "remove", "odd", "--with-data", given="odd\n")[0] == 0
        assert run("plugin", "remove", "odd", "--yes")[0] == 2
        assert run("db", "check") == (0, "The database is up to date.\n", "")


PLUGIN = '''
import click
from core.plugin.api import PluginManifest, hookimpl
from core.plugin.api.commands import find_tenant_id, open_platform

@hookimpl
def register_plugin():
    return PluginManifest(name="visits", title="Visits", package="visits")

@hookimpl
def register_commands():
    return [mail, visits]

@click.group()
def mail():
    pass

@mail.command()
@click.option("--tenant", required=True)
def collect(tenant):
    """Collect what has arrived."""
    platform = open_platform()
    with platform.scope(find_tenant_id(platform, tenant)) as scope:
        click.echo(f"Collected for {scope.tenant.name}.")

@click.command()
def visits():
    """Count the visits."""
    click.echo("None.")
'''


class TestCommandsOfPlugins:
    @pytest.fixture
    def with_plugin(self, tmp_path):
        folder = tmp_path / "more"
        folder.mkdir()
        (folder / "visits.py").write_text(PLUGIN)
        return {"VENTANILLA_PLUGINS_DIR": str(folder)}

    def test_they_run_beside_the_cores(self, commands, installation, with_plugin):
        def run(*words):
            done = commands.run(*words, environ=installation | with_plugin)
            return done.returncode, done.stdout, done.stderr

        assert run("visits") == (0, "None.\n", "")
        assert run("mail", "collect", "--tenant", "acme") == (0, "Collected for Acme.\n", "")
        status, _out, err = run("mail", "collect", "--tenant", "nobody")
        assert (status, err.count("\n")) == (2, 1)
        assert "There is no tenant 'nobody'." in err
        assert run("mail", "list") == (0, "", "")

    def test_help_and_a_list_tell_of_them(self, commands, installation, with_plugin):
        def run(*words):
            return commands.run(*words, environ=installation | with_plugin).stdout

        assert "Collect what has arrived." in run("mail", "--help")
        told = run("plugin", "commands").splitlines()
        assert "mail collect\tvisits\tCollect what has arrived." in told
        assert "visits\tvisits\tCount the visits." in told

    def test_wrong_settings_stop_them_and_no_help(self, run):
        wrong = {"VENTANILLA_DATABASE_URL": "mysql://x"}

        assert run("mail", "--help", **wrong)[0] == 0
        status, _out, err = run("visits", **wrong)
        assert status == 2
        assert "no command 'visits', and plugins can't be asked. VENTANILLA_DATABASE_URL" in err

    def test_help_of_all_imports_none_of_them(self, environ, with_plugin):
        loaded = "import sys; assert not {m for m in sys.modules if m.startswith('core.plugin')}"
        program = f"from core.cli import cli; cli.main(['--help'], standalone_mode=False); {loaded}"

        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", program],
            env=environ | with_plugin,
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.returncode, "plugin commands" in done.stdout) == (0, True), done.stderr
