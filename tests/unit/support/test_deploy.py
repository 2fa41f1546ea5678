"""What stands in deploy/ and docs/operations.md is checked against the program."""

import re
import shlex
import subprocess
from configparser import ConfigParser
from dataclasses import replace

import click
import pytest
import yaml

from core.cli import LazyGroup, cli
from core.monitoring.services import write_metrics
from core.settings.environment import _Environment
from tests.support.programs import find_program
from tests.support.tree import ROOT

DEPLOY = ROOT / "deploy"
PAGE = ROOT / "docs" / "operations.md"
KNOWN = {f"VENTANILLA_{child.name.upper()}" for child in _Environment().children}
# A demo's, and no affair of who runs it in earnest.
UNTOLD = {"VENTANILLA_DEMO", "VENTANILLA_RELOAD"}


def _named(text):
    return set(re.findall(r"\bVENTANILLA_[A-Z_]+[A-Z]\b", text))


def _check_command(arguments):
    """Parse a command as the program would."""
    command = cli
    context = click.Context(cli)
    while isinstance(command, LazyGroup | click.Group):
        name, *arguments = arguments
        command = command.get_command(context, name)
        assert command is not None, name
    command.make_context(command.name, list(arguments), resilient_parsing=False)


def _analyze(*arguments):
    """Let systemd look at a unit; return what it has to say."""
    done = subprocess.run(  # noqa: S603  # what the test is about
        [find_program("systemd-analyze"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


class TestOperationsPage:
    def test_it_tells_every_setting_and_no_other(self):
        table = _named(PAGE.read_text(encoding="utf-8"))

        assert table == KNOWN - UNTOLD

    def test_every_file_of_deploy_is_of_use(self):
        page = PAGE.read_text(encoding="utf-8") + (DEPLOY / "compose.yaml").read_text()

        for path in DEPLOY.iterdir():
            named = path.name in page or f"deploy/*{path.suffix}" in page
            assert named, path.name


class TestUnits:
    @pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.service")), ids=lambda p: p.name)
    def test_they_start_commands_that_exist(self, path):
        (line,) = re.findall(r"^ExecStart=(.+)$", path.read_text(), re.MULTILINE)
        program, *arguments = shlex.split(line)

        assert program == "/opt/ventanilla/bin/ventanilla"
        _check_command(arguments)

    @pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda p: p.name)
    def test_they_name_settings_that_exist(self, path):
        assert _named(path.read_text()) <= KNOWN

    @pytest.mark.program("systemd-analyze")
    @pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.service")), ids=lambda p: p.name)
    def test_systemd_takes_them_and_finds_them_well_shut_in(self, path, tmp_path):
        # What they start is not installed here; all else must be as systemd knows it.
        text = path.read_text().replace("/opt/ventanilla/bin/ventanilla", "/bin/true")
        copy = tmp_path / path.name
        copy.write_text(text)

        assert _analyze("verify", copy) == ""
        _analyze("security", "--offline=true", "--threshold=20", copy)

    @pytest.mark.program("systemd-analyze")
    def test_systemd_takes_the_timer(self, tmp_path):
        for path in DEPLOY.glob("ventanilla-backup.*"):
            text = path.read_text().replace("/opt/ventanilla/bin/ventanilla", "/bin/true")
            (tmp_path / path.name).write_text(text)

        assert _analyze("verify", tmp_path / "ventanilla-backup.timer") == ""


class TestAlerts:
    def test_they_ask_for_series_that_exist(self, platform, tmp_path):
        named = set()
        for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"]:
            for rule in group["rules"]:
                assert {"alert", "expr", "labels", "annotations"} <= rule.keys()
                named |= set(re.findall(r"ventanilla_[a-z_]+", rule["expr"]))

        told = write_metrics(
            replace(platform, settings=replace(platform.settings, backup_dir=str(tmp_path)))
        ).decode()
        known = set(re.findall(r"^# TYPE (ventanilla_[a-z_]+) ", told, re.MULTILINE))
        parts = {f"{name}{part}" for name in known for part in ("", "_count", "_bucket", "_sum")}
        assert named <= parts

    @pytest.mark.program("promtool")
    def test_prometheus_takes_them(self):
        done = subprocess.run(  # noqa: S603  # what the test is about
            [find_program("promtool"), "check", "rules", str(DEPLOY / "alerts.yaml")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


class TestDockerfile:
    def test_it_copies_what_exists(self):
        text = (DEPLOY / "Dockerfile").read_text()
        copied = [line.split()[:-1] for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE)]
        stages = set(re.findall(r"^FROM \S+ AS (\S+)$", text, re.MULTILINE))

        for sources in copied:
            if sources[0].startswith("--from="):
                assert sources[0].removeprefix("--from=") in stages
            else:
                assert all((ROOT / source).exists() for source in sources), sources

    def test_what_is_secret_or_of_this_machine_stays_out_of_the_image(self):
        left_out = set((ROOT / ".dockerignore").read_text().split())

        assert left_out >= {".git", ".venv", "var", "deploy/.env", "deploy/certificates"}

    def test_it_installs_extras_that_exist(self):
        setup = ConfigParser()
        setup.read(ROOT / "setup.cfg")
        (extra,) = re.findall(r"\.whl\)\[(\w+)\]", (DEPLOY / "Dockerfile").read_text())

        assert extra in setup["options.extras_require"]


class TestCompose:
    def test_the_files_that_it_names_exist(self):
        services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

        named = {
            volume.partition(":")[0]
            for one in services.values()
            for volume in one.get("volumes", ())
            if volume.startswith(".")
        }
        # The certificates are the operator's own.
        assert named == {"./postgresql.sh", "./Caddyfile", "./certificates"}
        for name in named - {"./certificates"}:
            assert (DEPLOY / name).is_file(), name
        built = [one["build"] for one in services.values() if "build" in one]
        assert built
        for build in built:
            context = (DEPLOY / build["context"]).resolve()
            assert context == ROOT
            assert (context / build["dockerfile"]).is_file()

    def test_each_service_is_shut_in_and_can_not_fill_the_disk(self):
        services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

        for name, one in services.items():
            assert "no-new-privileges:true" in one["security_opt"], name
            assert one["logging"]["options"]["max-size"], name
            if one.get("image") == "ventanilla":
                assert one["read_only"], name
                assert one["cap_drop"] == ["ALL"], name
            else:
                assert re.search(r":\d+\.\d+", one["image"]), f"{name}: a tag that moves"
        for name in ("web", "worker", "database"):
            assert services[name]["healthcheck"]["test"], name

    def test_its_commands_exist(self):
        services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

        ours = {name: one for name, one in services.items() if one.get("image") == "ventanilla"}

        assert set(ours) == {"upgrade", "web", "worker", "backup"}
        for name in ("upgrade", "web", "worker"):
            _check_command(ours[name]["command"])
        (script,) = ours["backup"]["command"]
        _check_command(shlex.split(re.search(r"ventanilla ([^;]+);", script)[1]))
