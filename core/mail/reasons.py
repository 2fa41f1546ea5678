"""What mail servers answer, in words for people."""

from __future__ import annotations

import re

from translationstring import TranslationString, TranslationStringFactory

_ = TranslationStringFactory("core")

# The enhanced status codes of RFC 3463, by the beginning of what follows their class.
_MEANINGS = {
    "1.1": _("There is no such mailbox at this address."),
    "1.6": _("There is no such mailbox at this address."),
    "1.2": _("The part after the @ is no place for mail: it may be mistyped."),
    "1.3": _("The address is not written as an address is."),
    "1": _("The address is not right."),
    "2.1": _("The mailbox is switched off."),
    "2.2": _("The mailbox is full."),
    "2.3": _("The mail is larger than the mailbox takes."),
    "2": _("The mailbox takes no mail now."),
    "3.4": _("The mail is larger than the recipient's server takes."),
    "3": _("The recipient's server takes no mail now."),
    "4.4": _("The part after the @ is no place for mail: it may be mistyped."),
    "4": _("The recipient's server could not be reached."),
    "7": _("The recipient's server refused the mail: it may have taken it for unwanted."),
}
# What servers write that give no such code, and those codes that say nothing by themselves.
_HINTS = (
    (r"user unknown|unknown user|no such (?:user|mailbox|recipient|address)|does not exist", "1.1"),
    (r"no valid address", "1.3"),
    (r"invalid recipient|recipient address rejected|mailbox (?:unavailable|not found)", "1.1"),
    (r"(?:mailbox|inbox)\b.{0,20}\bfull|over ?quota|quota exceeded|storage", "2.2"),
    (r"host (?:or domain name )?not found|domain not found|no mx|nxdomain", "4.4"),
    (r"too large|size limit|message size", "3.4"),
    (r"spam|blocked|blacklist|blocklist|policy|reputation|dmarc|spf", "7"),
    (r"timed? ?out|connection refused|unreachable|greylist|try again", "4"),
)
_CODE = re.compile(r"(?<![\d.])[245]\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_UNKNOWN = _("The recipient's server did not take the mail.")
LONGEST = 2000


def explain_failure(answer: str) -> TranslationString:
    """Say in words why a mail did not arrive.

    :param answer: what the server said: ``550 5.1.1 no such user``
    """
    said = answer[:LONGEST]
    for subject, detail in _CODE.findall(said):
        meaning = _MEANINGS.get(f"{subject}.{detail}") or _MEANINGS.get(subject)
        if meaning is not None:
            return meaning
    for pattern, key in _HINTS:
        if re.search(pattern, said, re.IGNORECASE):
            return _MEANINGS[key]
    return _UNKNOWN
