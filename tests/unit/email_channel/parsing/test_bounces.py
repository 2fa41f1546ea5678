"""Reports of lost mail, in the standard form and in the words of many systems."""

import pytest

from plugins.email_channel.parsing import parse_mail
from tests.support.received_mail import divided, message, part, with_headers

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.correo.example>"

RETURNED = (
    "From: ayuda@empresa.example\nTo: luis@cliente.example\nSubject: Su caso 17\n"
    "Message-ID: <caso-17@empresa.example>\n\nBuenos días\n"
)


def report(status, *, words="Delivery failed.", returned=RETURNED, **headers):
    """Return a delivery report in the form of RFC 3464."""
    parts = [
        part(words, "text/plain"),
        part(status, "message/delivery-status", content_transfer_encoding="7bit"),
        part(returned, "message/rfc822", content_transfer_encoding="7bit"),
    ]
    rest = divided("report", *parts, report_type="delivery-status")
    given = {"from": DAEMON, "subject": "Undelivered Mail Returned to Sender", **headers}
    return with_headers(rest, return_path="<>", **given)


class TestDeliveryReport:
    def test_it_names_the_recipient_the_status_the_words_and_the_mail_that_came_back(self):
        status = (
            "Reporting-MTA: dns; mx.correo.example\n\n"
            "Original-Recipient: rfc822;luis@cliente.example\n"
            "Final-Recipient: rfc822; luis.gomez@interno.example\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 No existe\n el buzon\n"
        )

        mail = parse_mail(report(status))

        (lost,) = mail.bounce.recipients
        assert lost.address == "luis@cliente.example"
        assert lost.status == "5.1.1"
        assert lost.diagnostic == "550 5.1.1 No existe el buzon"
        assert mail.bounce.reason == "550 5.1.1 No existe el buzon"
        assert mail.bounce.original_ids == ("caso-17@empresa.example",)
        assert not mail.bounce.is_temporary
        assert mail.automatic == "bounce"

    def test_who_is_only_late_is_no_loss_yet(self):
        status = (
            "Reporting-MTA: dns; mx.correo.example\n\n"
            "Final-Recipient: rfc822; luis@cliente.example\nAction: delayed\nStatus: 4.4.1\n"
        )

        assert parse_mail(report(status)).bounce.is_temporary

    def test_of_several_recipients_those_who_got_it_are_left_out(self):
        status = (
            "Reporting-MTA: dns; mx.correo.example\n\n"
            "Final-Recipient: rfc822; ana@cliente.example\nAction: delivered\nStatus: 2.0.0\n\n"
            "Final-Recipient: rfc822; luis@cliente.example\nAction: failed\nStatus: 5.2.2\n\n"
            "Final-Recipient: rfc822; <eva@cliente.example>\nAction: failed\nStatus: 5.2.2\n"
        )

        addresses = [one.address for one in parse_mail(report(status)).bounce.recipients]

        assert addresses == ["luis@cliente.example", "eva@cliente.example"]

    def test_a_report_of_success_is_no_bounce_and_is_not_answered(self):
        status = (
            "Reporting-MTA: dns; mx.correo.example\n\n"
            "Final-Recipient: rfc822; luis@cliente.example\nAction: relayed\nStatus: 2.0.0\n"
        )

        mail = parse_mail(report(status, words="Delivered.", subject="Delivered"))

        assert mail.bounce is None
        assert mail.automatic == "report"

    def test_a_receipt_of_reading_is_no_bounce(self):
        receipt = (
            "Final-Recipient: rfc822; luis@cliente.example\nDisposition: manual-action; displayed\n"
        )
        rest = divided(
            "report",
            part("Su mensaje fue leído.", "text/plain; charset=utf-8"),
            part(receipt, "message/disposition-notification", content_transfer_encoding="7bit"),
            report_type="disposition-notification",
        )

        mail = parse_mail(with_headers(rest, subject="Leído: Su caso 17"))

        assert mail.bounce is None
        assert mail.automatic == "report"

    def test_the_ids_of_returned_headers_count_as_well(self):
        rest = divided(
            "report",
            part("Failed.", "text/plain"),
            part(
                "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; x@cliente.example\n"
                "Action: failed\nStatus: 5.0.0\n",
                "message/delivery-status",
                content_transfer_encoding="7bit",
            ),
            part(RETURNED, "text/rfc822-headers", content_transfer_encoding="7bit"),
        )

        mail = parse_mail(with_headers(rest, **{"from": DAEMON}))

        assert mail.bounce.original_ids == ("caso-17@empresa.example",)


# Sender, subject, words, who was not reached: each in the manner of a system that writes freely.
TEXTS = {
    "a list of addresses with a colon": (
        DAEMON,
        "failure notice",
        (
            "Hi. This is the mail program at mx.correo.example.\n"
            "I could not deliver your message to these addresses, and I have given up. Sorry.\n\n"
            "<luis@cliente.example>:\n203.0.113.7 does not like the recipient.\n"
            "Remote host said: 550 No such mailbox\n\n"
            "<eva@cliente.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\n"
            "Return-Path: <ayuda@empresa.example>\nMessage-ID: <caso-17@empresa.example>\n"
            "To: otro@cliente.example\n\nHola\n"
        ),
        ["luis@cliente.example", "eva@cliente.example"],
    ),
    "an address that is indented": (
        "Mail Delivery System <Mailer-Daemon@correo.example>",
        "Mail delivery failed: returning message to sender",
        (
            "This message was created automatically by the delivery program.\n\n"
            "A message that you sent has not reached all of its recipients. The following\n"
            "address(es) failed:\n\n  luis@cliente.example\n"
            "    (generated from info@cliente.example)\n    unrouteable mail domain\n\n"
            "------ This is a copy of the message, including all the headers. ------\n\n"
            "Return-path: <ayuda@empresa.example>\nMessage-ID: <caso-17@empresa.example>\n"
        ),
        ["luis@cliente.example"],
    ),
    "a transcript of the session first": (
        "Mail Delivery Subsystem <MAILER-DAEMON@viejo.example>",
        "Returned mail: User unknown",
        (
            "   ----- Transcript of session follows -----\n"
            "550 <luis@cliente.example>... User unknown\n\n"
            "   ----- Unsent message follows -----\n"
            "Received: by viejo.example\nMessage-ID: <caso-17@empresa.example>\n"
        ),
        ["luis@cliente.example"],
    ),
    "a groupware server with the failed mail in front": (
        "System Administrator <postmaster@oficina.example>",
        "Undeliverable: Su caso 17",
        (
            "Your message\n\n  To:      ventas@oficina.example\n  Subject: Su caso 17\n"
            "  Sent:    Mon, 6 Jul 2026 10:00:00 +0200\n\n"
            "did not reach the following recipient(s):\n\n"
            "luis@oficina.example on Mon, 6 Jul 2026 10:00:09 +0200\n"
            "    The recipient name is not recognized\n"
        ),
        ["luis@oficina.example"],
    ),
    "a reason before the address": (
        "Postmaster@notas.example",
        "DELIVERY FAILURE: User Luis not listed",
        (
            "Your message\n\n  Subject: Su caso 17\n\nwas not delivered to:\n\n"
            "  luis@notas.example\n\nbecause:\n\n  User Luis (luis@notas.example) not listed\n"
        ),
        ["luis@notas.example"],
    ),
    "an attempt that names whom it was addressed to": (
        "MAILER-DAEMON@filtro.example",
        "Email delivery error",
        (
            "Your message could not be sent.\nThe number of attempts made: 12\n"
            "Addressed To: luis@cliente.example\n\n"
            "Failed to send to identified host, [203.0.113.7], 550 no such user\n"
        ),
        ["luis@cliente.example"],
    ),
    "a dialogue of servers": (
        "Scanner <postmaster@escaner.example>",
        "Mail could not be delivered",
        (
            "******** Message from the scanner ********\n\n"
            "Sent <<< RCPT TO:<luis@cliente.example>\nReceived >>> 550 5.1.1 unknown user\n"
            "Could not deliver mail to this user.\n******** End of message ********\n"
        ),
        ["luis@cliente.example"],
    ),
    "a mailbox that is full": (
        "postmaster@movil.example",
        "Mail System Error - Returned Mail",
        "Could not be delivered to: <luis@movil.example>\nAs the mailbox is full.\n",
        ["luis@movil.example"],
    ),
    "Spanish": (
        "postmaster@correo.example",
        "No se puede entregar: Su caso 17",
        (
            "No se ha podido entregar el mensaje a los siguientes destinatarios:\n\n"
            "luis@cliente.example\nEl buzón de correo está lleno.\n"
        ),
        ["luis@cliente.example"],
    ),
    "Portuguese": (
        "MAILER-DAEMON@correio.example",
        "Falha na entrega",
        (
            "Não foi possível entregar a sua mensagem aos seguintes destinatários:\n\n"
            "  rui@cliente.example: o endereço não existe\n"
        ),
        ["rui@cliente.example"],
    ),
    "Italian": (
        "postmaster@posta.example",
        "Mancato recapito",
        (
            "Impossibile recapitare il messaggio ai seguenti destinatari:\n\n"
            "  <ugo@cliente.example>\n  utente sconosciuto\n"
        ),
        ["ugo@cliente.example"],
    ),
    "German": (
        "MAILER-DAEMON@post.example",
        "Unzustellbar: Ihr Fall 17",
        (
            "Ihre Nachricht konnte an folgende Empfänger nicht zugestellt werden:\n\n"
            "jan@kunde.example\nDas Postfach ist voll.\n"
        ),
        ["jan@kunde.example"],
    ),
    "French": (
        "postmaster@courrier.example",
        "Non remis : Votre demande",
        (
            "Votre message n'a pas pu être remis aux destinataires suivants :\n\n"
            "luc@client.example\nLa boîte aux lettres est pleine.\n"
        ),
        ["luc@client.example"],
    ),
}


class TestReportInWords:
    @pytest.mark.parametrize("manner", TEXTS)
    def test_it_names_who_was_not_reached(self, manner):
        sender, subject, words, addresses = TEXTS[manner]

        bounce = parse_mail(message(words, **{"from": sender, "subject": subject})).bounce

        assert [one.address for one in bounce.recipients] == addresses
        assert not bounce.is_temporary

    def test_it_knows_the_mail_within_the_words(self):
        sender, subject, words, _addresses = TEXTS["a list of addresses with a colon"]

        bounce = parse_mail(message(words, **{"from": sender, "subject": subject})).bounce

        assert bounce.original_ids == ("caso-17@empresa.example",)
        assert bounce.recipients[0].diagnostic == "550 No such mailbox"
        assert bounce.recipients[1].status == "5.1.1"

    def test_a_header_names_the_recipients_more_surely_than_words(self):
        raw = message(
            "A message that you sent could not be delivered: postmaster@otro.example says no.",
            **{"from": DAEMON, "subject": "Mail delivery failed"},
            x_failed_recipients="luis@cliente.example, eva@cliente.example",
        )

        addresses = [one.address for one in parse_mail(raw).bounce.recipients]

        assert addresses == ["luis@cliente.example", "eva@cliente.example"]

    @pytest.mark.parametrize(
        ("subject", "words"),
        [
            (
                "Warning: message 1Qx delayed 24 hours",
                (
                    "A message that you sent has not yet been delivered to: luis@cliente.example\n"
                    "No action is required on your part. Delivery attempts will continue."
                ),
            ),
            (
                "Entrega retrasada",
                (
                    "El mensaje para luis@cliente.example no se ha podido entregar por ahora.\n"
                    "El servidor seguirá intentando entregarlo."
                ),
            ),
        ],
    )
    def test_a_warning_is_temporary(self, subject, words):
        bounce = parse_mail(message(words, **{"from": DAEMON, "subject": subject})).bounce

        assert bounce.is_temporary
        assert [one.address for one in bounce.recipients] == ["luis@cliente.example"]

    def test_a_report_that_a_gateway_wrapped_up_is_read_inside(self):
        inner = report(
            "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; luis@cliente.example\n"
            "Action: failed\nStatus: 5.1.1\n"
        )
        rest = divided(
            "mixed",
            part(inner, "message/rfc822", content_transfer_encoding="8bit"),
            boundary="fuera",
        )

        mail = parse_mail(with_headers(rest, **{"from": DAEMON, "subject": "Delivery failure"}))

        assert [one.address for one in mail.bounce.recipients] == ["luis@cliente.example"]


class TestNoReport:
    @pytest.mark.parametrize(
        ("subject", "words"),
        [
            (
                "No se ha podido entregar mi paquete",
                "Me dicen que la dirección no existe y que el envío fue devuelto.",
            ),
            (
                "Fwd: Undelivered Mail Returned to Sender",
                "Why do I get this?\n\n> 550 5.1.1 <luis@cliente.example>: user unknown",
            ),
            (
                "Delivery problem",
                "My parcel could not be delivered. The address is ana@cliente.example.",
            ),
        ],
    )
    def test_people_who_write_of_deliveries_are_people(self, subject, words):
        mail = parse_mail(message(words, subject=subject))

        assert mail.bounce is None
        assert mail.automatic == ""

    def test_an_absence_without_a_sender_in_the_envelope_is_no_bounce(self):
        raw = message(
            "Estaré de vacaciones hasta el 20 de julio. Para urgencias: eva@cliente.example.",
            subject="Respuesta automática: Su caso 17",
            return_path="<>",
        )

        mail = parse_mail(raw)

        assert mail.bounce is None
        assert mail.automatic == "null_sender"
