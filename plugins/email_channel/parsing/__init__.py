"""Incoming mail as data: what any bytes that a server took for a message say.

Pure: no database, no network, no settings. Nothing here raises for any input.
"""

from plugins.email_channel.parsing.mail import (
    Attachment,
    Bounce,
    BouncedRecipient,
    ParsedMail,
    Person,
)
from plugins.email_channel.parsing.reading import parse_mail

__all__ = ["Attachment", "Bounce", "BouncedRecipient", "ParsedMail", "Person", "parse_mail"]
