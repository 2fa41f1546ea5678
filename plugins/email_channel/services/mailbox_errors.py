"""What can be wrong with a mailbox, and how that is said to whoever set it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationString, TranslationStringFactory

from core.plugin.api import VentanillaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.plugin.api import Scope

_ = TranslationStringFactory("email_channel")

LONGEST_WORDS = 200  # of a server, as we show them
MOST_FOLDERS = 30

SENTENCES: Mapping[str, TranslationString] = {
    "host": _(
        "There is no server called ${host} that we can reach. Look at its name; one in a network of"
        " your own must be allowed by the operator of this installation."
    ),
    "refused": _(
        "${host} takes no connections at port ${port}. Look at the port, and whether a firewall is"
        " in between."
    ),
    "timeout": _(
        "${host} does not answer in time at port ${port}. If it wants TLS from the start, choose"
        " that; otherwise look at the port."
    ),
    "no_tls": _(
        "${host} does not speak TLS at port ${port}. Try STARTTLS, or the port for TLS: 993 as a"
        " rule."
    ),
    "no_starttls": _("${host} offers no STARTTLS at port ${port}. Try TLS at port 993."),
    "certificate": _("The certificate of ${host} can't be trusted: ${words}."),
    "plain": _(
        "Without TLS the password could be read on the way. That is possible only for servers in a"
        " network that the operator of this installation allows, and ${host} is in none."
    ),
    "protocol": _("What answers at port ${port} of ${host} is no IMAP server."),
    "login": _("${host} refuses the user and the password. It says: ${words}"),
    "oauth_login": _("${host} refuses the user with this OAuth2 access. It says: ${words}"),
    "no_oauth": _("${host} does not take OAuth2. Use a password."),
    "token": _(
        "${host} gives no access to the mailbox. Look at client, secret and refresh token. It says:"
        " ${words}"
    ),
    "secret": _("The stored password can't be read any more. Type it again."),
    "folder": _("There is no folder “${folder}”. There are: ${folders}"),
    "move_folder": _("There is no folder “${folder}” to move messages to. There are: ${folders}"),
    "read_only": _("The folder “${folder}” can only be read, so nothing can be marked as read."),
    "cut": _("${host} cut the connection. It is tried again."),
    "answer": _("${host} answered in an unexpected way. It says: ${words}"),
    "store": _(
        "Mail can't be stored at the moment: the database or the disk is away or full. It stays at"
        " the server."
    ),
    "left_full": _(
        "More than ${count} messages can't be taken. Move them out of the folder, then the others"
        " come in."
    ),
    "failed": _("Something went wrong on our side. The operator's log says what."),
    "busy": _("Several mailboxes are being tested already. Try again in a moment."),
}


class MailboxError(VentanillaError):
    """A mailbox can't be read, for a reason that its organisation can understand.

    :param code: a key of ``SENTENCES``
    :param details: what the sentence names, as text
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


def describe(scope: Scope, code: str, details: Mapping[str, str]) -> str:
    """Say what is wrong in the scope's language; empty if nothing is."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return ""
    return scope.translate(TranslationString(sentence, mapping=dict(details)))


def words_of(error: object, secrets: Iterable[str] = ()) -> str:
    """Return what a server said, fit for a page: printable, short, and without what it was told.

    :param secrets: passwords and tokens, which a server may repeat
    """
    text = str(error)
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    for secret in secrets:
        if secret:
            text = text.replace(secret, "•••")
    text = "".join(one if one.isprintable() else " " for one in text[: 4 * LONGEST_WORDS])
    return " ".join(text.split())[:LONGEST_WORDS]


def name_folders(folders: Iterable[str]) -> str:
    """Return names of folders in a line, not too many of them."""
    names = sorted(folders, key=str.lower)
    shown = ", ".join(words_of(name) for name in names[:MOST_FOLDERS])
    return f"{shown}, …" if len(names) > MOST_FOLDERS else shown
