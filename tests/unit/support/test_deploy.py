"""What stands in deploy/ and docs/operations.md is checked against the program."""

import re
import shlex

import click
import pytest
import yaml

from core.cli import LazyGroup, cli
from core.settings import _Environment
from tests.support.tree import ROOT

DEPLOY = ROOT / "deploy"
PAGE = ROOT / "docs" / "operations.md"
KNOWN = {f"VENTANILLA_{child.name.upper()}" for child in _Environment().children}
# A demo's, and no affair of who runs it in earnest.
UNTOLD = {"VENTANILLA_DEMO"}


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


class TestCompose:
    def test_its_commands_exist(self):
        services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

        ours = {name: one for name, one in services.items() if one.get("image") == "ventanilla"}

        assert set(ours) == {"upgrade", "web", "worker"}
        for one in ours.values():
            _check_command(one["command"])
