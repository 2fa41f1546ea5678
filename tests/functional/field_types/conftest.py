"""A plugin that brings a kind of field."""

import re
from types import ModuleType

import pytest

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType, FieldWidget
from fields_config.limits import Limit

PLATE = re.compile(r"[A-Z]{3}-\d{3}\Z")
AXLES = Limit("axles", "Most axles")


def read_plate(field, language):
    def read(value):
        plate = str(value).strip().upper()
        if not PLATE.match(plate):
            raise RefusedValueError("Write the plate as ABC-123.")
        return plate

    return read


def read_load(field, language):
    """Read "2x12": axles, and tons on each."""
    most = field.validation.get("axles", 9)

    def read(value):
        axles, times, tons = str(value).partition("x")
        if not times or int(axles) > most:
            raise RefusedValueError("Write it as 2x12.")
        return f"{int(axles)}x{int(tons)}"

    return read


def order_load(value):
    axles, times, tons = str(value).partition("x")
    if not times:
        raise ArithmeticError(value)
    return f"{int(axles) * int(tons):09}"


def make_plugin():
    module = ModuleType("made_fleet")

    @hookimpl
    def register_plugin():
        return PluginManifest(name="fleet", title="Fleet", package="core.plugin")

    @hookimpl
    def register_field_types():
        return [
            FieldType(name="fleet.plate", title="Number plate", widget="text", reader=read_plate),
            FieldType(
                name="fleet.code",
                title="Code",
                widget=FieldWidget(template="fleet/there_is_none.jinja2"),
                reader=read_plate,
            ),
            FieldType(
                name="fleet.load",
                title="Load",
                widget="text",
                reader=read_load,
                filter="range",
                order=order_load,
                limits=(AXLES,),
            ),
        ]

    module.register_plugin = register_plugin
    module.register_field_types = register_field_types
    return module


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(),)
