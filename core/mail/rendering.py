"""A mail as its reader got it, for staff to look at: nothing in it leads anywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from fields_config.html import clean_html

if TYPE_CHECKING:
    from core.mail.models import MailMessage

_LINK = re.compile(r"""<a\b(?:[^>"]|"[^"]*")*>""")
_ADDRESS = re.compile(r"(https?://[^/\s<>&?#]+)[/?#][^\s<>]+")


def render_dead(mail: MailMessage) -> Markup:
    """Return what the mail says; empty if its words are gone.

    Links are underlined words, and of the addresses of pages only the host is left. One-time
    secrets were left out when the mail was made.
    """
    html = clean_html(mail.shown if mail.is_secret else mail.html)
    html = _LINK.sub("<u>", html).replace("</a>", "</u>")
    return Markup(_ADDRESS.sub(r"\1/…", html))  # noqa: S704  # that is what cleaning is for
