"""What a contact says to get a fresh link."""

import colander

from core.plugin.api.sign_in import address_node, mapping


def fresh_link_schema() -> colander.SchemaNode:
    return mapping(address_node(autocomplete="username"))
