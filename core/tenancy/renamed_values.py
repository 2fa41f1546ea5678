"""Settings whose values had other names in an earlier release.

A choice of a settings schema says so: ``former_values={"OLD": "new"}``. Configuration files and
what a process of that release stores during an upgrade are read as if they held the new names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import colander


def with_present_values(
    schema: colander.SchemaNode, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the settings of a section, their values named as they are now.

    :param values: whatever was stored or written, not validated yet
    """
    renamed = {}
    for node in schema.children:
        value = values.get(node.name)
        former = getattr(node, "former_values", {})
        if isinstance(value, str) and value in former:
            renamed[node.name] = former[value]
    return {**values, **renamed} if renamed else values
