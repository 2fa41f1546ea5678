"""What tests of plugins with a part in signing in have in common."""

import pytest

from tests.functional.sign_in.gate import plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture(autouse=True)
def gate():
    """The plugin. It asks for nothing and objects to nothing at first."""
    for told in (plugin.STEPS, plugin.REFUSES, plugin.FAILS):
        told.clear()
    return plugin
