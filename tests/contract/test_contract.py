"""Every installed plugin keeps the contract, and so will every one to come."""

import pytest

from core.plugin.loading import load_plugins
from core.testing.contract import PluginContract

INSTALLED = sorted(load_plugins().plugins)


@pytest.mark.req("X-06")
class TestContract(PluginContract):
    @pytest.fixture(params=[*INSTALLED, "peer"])
    def plugin_name(self, request):
        return request.param
