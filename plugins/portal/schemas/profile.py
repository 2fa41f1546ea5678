"""A contact's first address, which is also the name to sign in with."""

import colander
from translationstring import TranslationStringFactory

from core.plugin.api.sign_in import address_node, mapping, password_node

_ = TranslationStringFactory("portal")


def new_address_schema() -> colander.SchemaNode:
    return mapping(
        address_node(_("New email address")),
        password_node("current", _("Current password"), _("Write your current password.")),
    )
