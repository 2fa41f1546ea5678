"""Mails of ours that went out: which of them a message refers to, and which came back.

Asking for a mail is in :mod:`core.plugin.api`.
"""

from core.identity.services.bounces import end_bounces, record_bounce
from core.mail.finding import SentMail, find_sent_mails

__all__ = ["SentMail", "end_bounces", "find_sent_mails", "record_bounce"]
