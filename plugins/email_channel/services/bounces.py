"""Reports of delivery, recorded with the mails of ours that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import NotFoundError
from core.plugin.api.mail import record_bounce

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.mail import SentMail
    from plugins.email_channel.parsing.mail import Bounce


def record_report(scope: Scope, sent: SentMail, bounce: Bounce) -> None:
    """Record whom a mail of ours did not reach, as the report of a server says.

    :param sent: the mail, which the report quotes
    """
    for one in bounce.recipients:
        reason = " ".join(filter(None, (one.status, one.diagnostic))) or bounce.reason
        is_permanent = not one.status.startswith("4")  # RFC 3463, 2
        # A mailbox that passes its mail on is reported under another name.
        for address in (one.address, *(sent.addresses if len(sent.addresses) == 1 else ())):
            try:
                record_bounce(scope, sent.id, address, reason, is_permanent=is_permanent)
            except NotFoundError:
                continue
            break
