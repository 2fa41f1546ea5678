"""What every plugin has to keep to: off is silent, its tables keep tenants apart, and more."""

from core.testing.contract import PluginContract


class TestContract(PluginContract):
    plugin = "billing"
