"""What an organisation decides about incoming mail."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("email_channel")


class Settings(colander.MappingSchema):
    """The parameters of incoming mail, with their defaults."""

    title = _("Incoming mail")
    third_party = colander.SchemaNode(
        colander.String(),
        title=_("A third party answers a mail of a case"),
        validator=colander.OneOf(["accept", "quarantine"]),
        options=[
            ("accept", _("YES: the case is updated")),
            ("quarantine", _("NO: the case is not updated")),
        ],
        missing="accept",
    )
    unknown_sender = colander.SchemaNode(
        colander.String(),
        title=_("Somebody writes who is no contact"),
        validator=colander.OneOf(["create_contact", "quarantine", "reject"]),
        options=[
            ("create_contact", _("makes a contact, who verifies the address")),
            ("quarantine", _("waits in quarantine")),
            ("reject", _("is refused")),
        ],
        missing="create_contact",
    )
    failed_authentication = colander.SchemaNode(
        colander.String(),
        title=_("Mail that fails the check of its sender (SPF, DKIM, DMARC)"),
        validator=colander.OneOf(["quarantine", "third_party", "accept"]),
        options=[
            ("quarantine", _("waits in quarantine")),
            ("third_party", _("counts as a third party's")),
            ("accept", _("is taken like any other")),
        ],
        missing="quarantine",
    )
    automatic_mail = colander.SchemaNode(
        colander.String(),
        title=_("Automatic mail that belongs to no case"),
        description=_("Absence notices never make a case."),
        validator=colander.OneOf(["record", "case"]),
        options=[("record", _("is recorded only")), ("case", _("makes a case"))],
        missing="record",
    )
