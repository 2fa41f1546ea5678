"""What an organisation decides about staff who look at the portal as a customer."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")


class ImpersonationSettings(colander.MappingSchema):
    """Visits of staff to customers' pages."""

    files = colander.SchemaNode(
        colander.Boolean(),
        title=_("Staff may open files while they see the portal as a customer"),
        missing=True,
    )
    tells_customer = colander.SchemaNode(
        colander.Boolean(),
        title=_("The customer gets a mail each time"),
        missing=False,
    )
    may_refuse = colander.SchemaNode(
        colander.Boolean(),
        title=_("Customers may refuse that staff see the portal as they do"),
        missing=False,
    )
