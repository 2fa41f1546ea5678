"""What plugins may change before it is stored.

These hooks run inside the transaction, before checks, in the order of the plugins' names, and are
given what is about to be stored or sent. They answer what is to be different, or ``None``. What
they answer is validated as if a program had given it; what does not fit is a failure of the plugin
and changes nothing, like raising. What they wrote to the database stays only if they came back
well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.contributions import (
        MailChanges,
        MailDraft,
    )
    from core.scope import Scope


@hookspec
def adjust_case(scope: Scope, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Change values of a new case before it is checked and filed.

    What is answered is validated like what a program files: any field, with its type, options and
    limits. It may not name ``files``, ``contact`` or ``assignee``.

    :param scope: the tenant and the person who files it
    :param values: as in :func:`check_case`, with what plugins before have changed; read-only

    .. code-block:: python

        @hookimpl
        def adjust_case(scope: Scope, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
            if "outage" in values.get("subject", "").lower():
                return {"priority": "critical"}
            return None

    .. versionadded:: 1.0
    """


@hookspec
def adjust_note(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Change the words of a message before it is checked and added to a case.

    What is answered may name ``message`` alone; its HTML is cleaned like everybody's.

    :param scope: the tenant and the person who writes
    :param case_id: the case
    :param values: as in :func:`check_note`, with what plugins before have changed; read-only

    .. code-block:: python

        @hookimpl
        def adjust_note(
            scope: Scope, case_id: UUID, values: Mapping[str, Any]
        ) -> Mapping[str, Any] | None:
            return {"message": services.without_card_numbers(values["message"])}

    .. versionadded:: 1.0
    """


@hookspec
def adjust_mail(scope: Scope, mail: MailDraft) -> MailChanges | None:
    """Change a mail before it is queued: who sends it, where answers go, headers; or hold it.

    The subject, a footer and copies can be changed, too.

    Not asked for mails that carry a one-time secret; of those about a case it is shown no words,
    and only ``sender``, ``sender_name`` and ``is_held`` count.

    :param scope: the tenant, most often acting as the system
    :param mail: the mail as it would go out, with what plugins before have changed

    .. code-block:: python

        @hookimpl
        def adjust_mail(scope: Scope, mail: MailDraft) -> MailChanges | None:
            if mail.case_id is None:
                return None
            return MailChanges(
                sender=services.address_of_group(scope, mail.case_id),
                reply_to=services.address_of_case(scope, mail.case_id),
                headers={"X-Case": str(mail.case_id)},
            )

    .. versionadded:: 1.0
    """


@hookspec
def sign_mail(scope: Scope, message: bytes, sender: str) -> bytes | None:
    """Sign a mail as it is about to travel: answer header fields to put on top, as for DKIM.

    Called for each try to send, in a transaction that only looks, between two conversations with
    the mail server. Nothing of the message changes after that. It is asked for mails with one-time
    secrets, too: keep nothing of them. While it fails, mails go out without a signature.

    What is answered are whole fields, each line with CR LF at its end: ``DKIM-Signature`` (RFC
    6376) or those of ARC (RFC 8617), and no others.

    :param scope: the tenant, acting as the system
    :param message: the whole message (RFC 5322), with what plugins before have put on top
    :param sender: the address in From and in the envelope

    .. code-block:: python

        @hookimpl
        def sign_mail(scope: Scope, message: bytes, sender: str) -> bytes | None:
            key = scope.secret("dkim", "key")
            if not key:
                return None
            return dkim.sign(message, b"mail", domain_of(sender), key.encode())

    .. versionadded:: 1.0
    """
