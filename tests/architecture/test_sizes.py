"""Modules stay small enough to be read in one go; a long one is split by noun."""

import statistics

from tests.support.tree import PACKAGES, ROOT, project_files

LONGEST = 400
P90 = 250
MEDIAN = 100


def _lengths(*folders):
    return {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in project_files("*.py", under=folders)
    }


class TestModules:
    def test_none_is_long(self):
        long = {p: n for p, n in _lengths(*PACKAGES, "tests", "docs").items() if n > LONGEST}

        assert long == {}

    def test_most_are_short(self):
        # An empty __init__.py says nothing about how the code is cut.
        sizes = [size for size in _lengths(*PACKAGES).values() if size > 1]

        assert statistics.median(sizes) < MEDIAN
        assert statistics.quantiles(sizes, n=10)[-1] < P90
