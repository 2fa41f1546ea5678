"""Every example works as it is, passes its own tests, and keeps the rules for plugins."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.plugin_kit.making import make_plugin
from tests.support.tree import ROOT

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/setup.cfg"))
# Rows that are proven by an example's own tests.
PROVES = {"ventanilla-billing": ("BE-29", "D-27")}
# Tables and jobs of a plugin are declared for good, so each has a process of its own.
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")


def proving(folder):
    rows = PROVES.get(folder.name)
    return pytest.param(folder, id=folder.name, marks=[pytest.mark.req(*rows)] if rows else [])


class TestExample:
    @pytest.mark.parametrize("folder", [proving(folder) for folder in EXAMPLES])
    def test_its_own_tests_pass(self, folder):
        run = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, *PYTEST], cwd=folder, capture_output=True, text=True, check=False
        )

        assert run.returncode == 0, run.stdout + run.stderr

    @pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
    def test_it_keeps_the_rules(self, commands, folder):
        run = commands.run("plugin", "check", ".", folder=folder)

        assert run.returncode == 0, run.stdout + run.stderr


class TestANewPlugin:
    def test_its_own_tests_pass(self, tmp_path):
        folder = make_plugin("wish_list", tmp_path)

        run = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, *PYTEST], cwd=folder, capture_output=True, text=True, check=False
        )

        assert run.returncode == 0, run.stdout + run.stderr


class TestExamples:
    def test_there_are_eight_of_different_kinds(self):
        assert {folder.name for folder in EXAMPLES} == {
            "ventanilla-billing",
            "ventanilla-click-to-call",
            "ventanilla-csat",
            "ventanilla-due",
            "ventanilla-duration",
            "ventanilla-hello",
            "ventanilla-macros",
            "ventanilla-webhook",
        }

    def test_the_smallest_is_small(self):
        smallest = Path(ROOT / "examples/ventanilla-hello/ventanilla_hello.py")

        assert len(smallest.read_text(encoding="utf-8").splitlines()) <= 25
