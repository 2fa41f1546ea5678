import subprocess
import sys

from tests.support.tree import ROOT


class TestImportRules:
    def test_they_hold(self):
        # A process of its own: the checker keeps the import graph and its configuration in globals.
        run = subprocess.run(
            [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert run.returncode == 0, run.stdout + run.stderr
