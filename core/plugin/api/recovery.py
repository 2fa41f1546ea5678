"""Helping contacts who can't get in: links, codes, and what became of both and of their mails."""

from core.identity.credentials.spelling import SPELLING, Sign, spell_code
from core.identity.permissions import RECOVER, RECOVER_HELD
from core.identity.services.assisted_recovery import (
    Obstacle,
    find_obstacle,
    find_obstacle_to_codes,
    has_recovery_code,
    make_recovery_code,
    revoke_recovery_code,
    send_proof_link,
    send_reset_link,
)
from core.identity.services.contact_mails import (
    ContactMail,
    ReadMail,
    list_contact_mails,
    read_contact_mail,
    send_mail_again,
)
from core.identity.services.secret_lives import SecretLife, list_secret_lives
from core.mail.fates import MailFate
from core.mail.permissions import OF_CONTACTS
from core.mail.reasons import explain_failure

__all__ = [
    "OF_CONTACTS",
    "RECOVER",
    "RECOVER_HELD",
    "SPELLING",
    "ContactMail",
    "MailFate",
    "Obstacle",
    "ReadMail",
    "SecretLife",
    "Sign",
    "explain_failure",
    "find_obstacle",
    "find_obstacle_to_codes",
    "has_recovery_code",
    "list_contact_mails",
    "list_secret_lives",
    "make_recovery_code",
    "read_contact_mail",
    "revoke_recovery_code",
    "send_mail_again",
    "send_proof_link",
    "send_reset_link",
    "spell_code",
]
