import pytest

from core.tenancy.services import switch_plugin
from tests.functional.whole_feature.loans import plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def switch(open_scope):
    """Switch the feature on or off for the first organisation."""

    def switch(on):
        with open_scope() as scope:
            switch_plugin(scope, "loans", on=on)

    return switch
