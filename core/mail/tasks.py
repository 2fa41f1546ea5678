"""Sending: the mail server is spoken to between two transactions, never within one."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from core.blobs import blob_name, open_store
from core.errors import VentanillaError
from core.jobs.errors import Postponed
from core.jobs.registry import bare_actor
from core.log import describe_error, secrets_of
from core.mail import sending
from core.mail.message.attachments import write_message
from core.mail.message.headers import UnwritableHeaderError
from core.mail.message.mime import build_message
from core.mail.message.signing import is_signed, sign_message
from core.mail.services import SEND_MAIL
from core.mail.transport import Delivery, RestingError, ServerAwayError, mail_server
from core.metrics.recording import note_mail_server

if TYPE_CHECKING:
    from core.jobs.job import Job
    from core.mail.models import MailMessage

# Pauses grow to six hours, so the age of the mail ends it first (sending.LONGEST_WAIT).
ATTEMPTS = 100


class AskedToWaitError(VentanillaError):
    """The server wants some of the addresses tried again later."""


@bare_actor(name=SEND_MAIL, attempts=ATTEMPTS)
def send_mail(job: Job, mail_id: str) -> None:
    """Send one mail, under the id that it has had since it was asked for."""
    key = UUID(mail_id)
    settings = job.platform.settings
    if not settings.smtp_url:
        with job.complete() as scope:
            sending.hold_mail(scope, key)
        return
    with job.scope(reading=True) as scope:
        mail = sending.find_queued(scope, key)
        is_last = mail is not None and sending.is_too_old(scope, mail)
        needs_signature = is_signed(scope)
    if mail is None:
        with job.complete():
            return
    try:
        message = _as_it_travels(job, mail, needs_signature=needs_signature)
        server = mail_server(settings.smtp_url)
        started = time.perf_counter()
        try:
            delivery = server.deliver(message, mail.sender, mail.pending)
        finally:
            note_mail_server(time.perf_counter() - started)
    except UnwritableHeaderError as error:
        delivery = Delivery(refused=dict.fromkeys(mail.pending, str(error)))
    except RestingError as rest:
        if not is_last:
            raise Postponed(timedelta(seconds=rest.seconds + 1), str(rest)) from rest
        delivery = Delivery(later=dict.fromkeys(mail.pending, str(rest)))
    except ServerAwayError as error:
        if not is_last:
            raise
        reason = describe_error(error, secrets_of(settings))
        delivery = Delivery(later=dict.fromkeys(mail.pending, reason))
    if is_last:
        delivery.end()
    if delivery.later:
        with job.scope() as scope:
            sending.record_delivery(scope, key, delivery)
        raise AskedToWaitError(next(iter(delivery.later.values())))
    with job.complete() as scope:
        sending.record_delivery(scope, key, delivery)


def _as_it_travels(job: Job, mail: MailMessage, *, needs_signature: bool) -> bytes:
    store = open_store(job.platform.settings.blob_url)
    message = write_message(
        build_message(mail),
        mail.files,
        lambda sha256: store.open(blob_name(mail.tenant_id, sha256)),
    )
    return sign_message(job, message, mail.sender) if needs_signature else message
