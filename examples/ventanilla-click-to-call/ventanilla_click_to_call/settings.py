"""What each organisation can set."""

from urllib.parse import urlsplit

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("click_to_call")

NUMBER = "{number}"
SCHEMES = ("tel", "sip", "https", "http")


def check_address(node: colander.SchemaNode, address: str) -> None:
    """Refuse what could not call."""
    if NUMBER not in address or urlsplit(address).scheme not in SCHEMES:
        raise colander.Invalid(node, _("Write an address such as tel:{number}."))


class Settings(colander.MappingSchema):
    """What the link opens."""

    title = _("Click to call")
    address = colander.SchemaNode(
        colander.String(),
        title=_("Address that calls"),
        description=_(
            "{number} becomes the number. tel:{number} leaves the call to the computer's own"
            " program."
        ),
        validator=colander.All(colander.Length(max=300), check_address),
        missing="tel:{number}",
    )
