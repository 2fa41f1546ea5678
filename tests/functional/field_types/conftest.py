"""A plugin that brings a kind of field."""

import re
from types import ModuleType

import pytest

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType

PLATE = re.compile(r"[A-Z]{3}-\d{3}\Z")


def read_plate(field, language):
    def read(value):
        plate = str(value).strip().upper()
        if not PLATE.match(plate):
            raise RefusedValueError("Write the plate as ABC-123.")
        return plate

    return read


def make_plugin():
    module = ModuleType("made_fleet")

    @hookimpl
    def register_plugin():
        return PluginManifest(name="fleet", title="Fleet", package="core.plugin")

    @hookimpl
    def register_field_types():
        return [
            FieldType(name="fleet.plate", title="Number plate", widget="text", reader=read_plate)
        ]

    module.register_plugin = register_plugin
    module.register_field_types = register_field_types
    return module


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(),)
