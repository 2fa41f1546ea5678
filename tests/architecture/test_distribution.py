"""Our import names are plain words, so nothing else that is installed may use them."""

from importlib.metadata import distributions

from tests.support.tree import PACKAGES


class TestTopLevelNames:
    def test_no_other_distribution_ships_them(self):
        rivals = {
            (dist.name, file.parts[0])
            for dist in distributions()
            if dist.name != "ventanilla"
            for file in dist.files or ()
            if file.parts[0].removesuffix(".py") in PACKAGES
        }

        assert rivals == set()
