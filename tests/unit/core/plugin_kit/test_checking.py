"""The seeded bad plugins: each is refused, by the rule that is meant for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.plugin_kit.making import make_plugin
from tests.support.tree import ROOT
from tests.unit.core.plugin_kit.seeded import SEEDED, seed

# A plugin that is checked is imported: its tables and jobs are declared for good. So each is
# checked by a process of its own, and all of these are split off from one that is ready to.
CHECK_ALL = """
import gc, importlib, json, os, pkgutil, sys, traceback
from core.plugin_kit.checking import check_plugin
import core.app, core.testing.plugin, plugins

for package in (core, plugins):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".views" in found.name:
            importlib.import_module(found.name)
check_plugin("portal")  # what the first check prepares, the others have
gc.collect()
gc.freeze()

for path in sys.argv[1:]:
    if os.fork() == 0:
        try:
            _name, findings = check_plugin(path)
            answer = [[finding.rule, finding.message] for finding in findings]
        except Exception:
            answer = [["crash", traceback.format_exc()]]
        print("FINDINGS " + json.dumps([os.path.basename(path), answer]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The findings of all seeded plugins, and of the scaffold itself, by their names."""
    folder = tmp_path_factory.mktemp("seeded")
    paths = [make_plugin("fine", folder), *(seed(name, folder) for name in SEEDED)]
    run = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-W", "ignore", "-c", CHECK_ALL, *map(str, paths)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    marked = [line for line in run.stdout.splitlines() if line.startswith("FINDINGS ")]
    return {
        Path(name).name.removeprefix("ventanilla-").replace("-", "_"): answer
        for name, answer in (json.loads(line.removeprefix("FINDINGS ")) for line in marked)
    }


@pytest.mark.req("X-08")
class TestCheckPlugin:
    def test_the_scaffold_keeps_every_rule(self, found):
        assert found["fine"] == []

    @pytest.mark.parametrize("name", SEEDED)
    def test_it_refuses_by_the_right_rule(self, found, name):
        assert {rule for rule, _message in found[name]} == {SEEDED[name].rule}, found[name]

    def test_it_says_each_in_one_sentence(self, found):
        messages = [message for answer in found.values() for _rule, message in answer]

        assert [m for m in messages if "\n" in m or len(m) > 300] == []
