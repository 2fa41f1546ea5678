"""Mail that nothing may answer automatically, and people who only sound like it."""

import pytest

from plugins.email_channel.parsing import parse_mail
from tests.support.received_mail import divided, message, part, with_headers


class TestByHeader:
    @pytest.mark.parametrize(
        ("header", "value", "rule"),
        [
            ("auto_submitted", "auto-replied", "auto_submitted"),
            ("auto_submitted", "auto-generated; owner-email=ana@cliente.example", "auto_submitted"),
            ("precedence", "Bulk", "precedence"),
            ("x_precedence", "auto_reply", "precedence"),
            ("x_auto_response_suppress", "DR, OOF, AutoReply", "suppressed"),
            ("x_autoreply", "yes", "auto_reply"),
            ("x_autorespond", "vacaciones", "auto_reply"),
            ("x_post_messageclass", "9; Autoresponder", "auto_reply"),
            ("x_loop", "yes", "auto_reply"),
            ("list_id", "Vecinos <vecinos.barrio.example>", "list"),
            ("list_unsubscribe", "<https://boletin.example/baja>", "list"),
            ("return_path", "<>", "null_sender"),
            ("from", "No responder <no-reply@tienda.example>", "no_reply"),
            ("from", "noreponder <donotreply@tienda.example>", "no_reply"),
        ],
    )
    def test_a_header_says_so(self, header, value, rule):
        mail = parse_mail(message("Hola", **{header: value}))

        assert mail.automatic == rule
        assert mail.is_list == (rule == "list")

    @pytest.mark.parametrize(
        ("header", "value"),
        [
            ("auto_submitted", "no"),
            ("auto_submitted", "No (written by hand)"),
            ("precedence", "first-class"),
            ("x_autoreply", "no"),
            ("x_auto_response_suppress", "RN, NRN"),
            ("return_path", "<ana@cliente.example>"),
            ("x_mailer", "Correo 7.2"),
        ],
    )
    def test_a_header_that_says_the_contrary_counts_as_none(self, header, value):
        assert parse_mail(message("Hola", **{header: value})).automatic == ""

    def test_a_form_on_a_web_site_that_names_who_asks_is_answered(self):
        raw = message("Hola", reply_to="ana@cliente.example", **{"from": "no-reply@web.example"})

        assert parse_mail(raw).automatic == ""

    def test_the_answer_to_an_invitation_is_not_answered(self):
        calendar = "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n"
        rest = divided(
            "alternative",
            part("Ana ha aceptado.", "text/plain"),
            part(calendar, "text/calendar; method=REPLY; charset=utf-8"),
        )

        assert parse_mail(with_headers(rest, subject="Aceptada: Reunión")).automatic == "calendar"


ABSENT_SUBJECTS = [
    "Automatic reply: Your case 17",
    "Out of Office: Your case 17",
    "Out of office until 20 July",
    "Auto-Reply",
    "Respuesta automática: Su caso 17",
    "RE: Respuesta automática: Su caso 17",
    "Fuera de la oficina",
    "Fuera de la oficina hasta el 20 de julio",
    "Ausente: Su caso 17",
    "De vacaciones hasta el lunes",
    "Resposta automática: O seu caso 17",
    "Ausência temporária: O seu caso 17",
    "De férias",
    "Réponse automatique : Votre demande",
    "Absence du bureau",
    "Message d’absence",
    "Automatische Antwort: Ihr Fall 17",
    "Abwesenheitsnotiz: Ihr Fall 17",
    "Nicht im Büro bis 20. Juli",
    "Risposta automatica: Il suo caso 17",
    "Fuori ufficio",
    "In ferie fino al 20 luglio",
    "Automatisch antwoord: Uw zaak",
]

WRITTEN_SUBJECTS = [
    "Respuesta automática no funciona en mi cuenta",
    "La respuesta automática dice otro nombre",
    "Out of office hours the portal is down",
    "Vacaciones",
    "Ausente en la entrega del pedido",
    "Problema con la baja del servicio",
    "Abwesenheitsnotizen lassen sich nicht einrichten",
    "Ferie: giorni non calcolati",
    "Absences non comptées dans le planning",
    "Away kit missing from my order",
]

ABSENT_TEXTS = [
    (
        "Thank you for your message. I am out of the office until 20 July and have limited access"
        " to e-mail. If it is urgent, please contact eva@cliente.example."
    ),
    "I’m currently on annual leave. I will respond on my return.",
    (
        "Gracias por su mensaje. Me encuentro fuera de la oficina hasta el 20 de julio. En caso de"
        " urgencia, puede escribir a eva@cliente.example."
    ),
    "Hola:\n\nEstoy de vacaciones. Responderé a su correo a mi regreso.\n\nUn saludo",
    "Este es un mensaje automático. Hemos recibido su correo.",
    "Olá,\n\nEstou de férias até o dia 20 de julho. Assuntos urgentes: rui@cliente.example",
    "Bom dia. Encontro-me ausente e voltarei na segunda-feira.",
    (
        "Bonjour,\n\nJe suis absente du bureau jusqu’au 20 juillet. En cas d’urgence, veuillez"
        " contacter le standard."
    ),
    "Guten Tag,\n\nich bin bis zum 20. Juli nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
    (
        "Vielen Dank für Ihre Nachricht. Ich bin derzeit im Urlaub und ab dem 20. Juli wieder"
        " erreichbar."
    ),
    "Buongiorno,\n\nsono fuori ufficio fino al 20 luglio. Per urgenze: ugo@cliente.example.",
    "Grazie per il messaggio. Sono in ferie, risponderò al mio rientro.",
]

WRITTEN_TEXTS = [
    "Estoy de vacaciones y no puedo entrar en el portal. ¿Me ayudan?",
    "My colleague is out of the office, so I am writing to you: the invoice is wrong.",
    "Sigo ausente de la lista de usuarios. El técnico vino y no resolvió nada.",
    "Hola\n\nSigue sin funcionar.\n\n> Este es un mensaje automático. No lo responda.",
    "Sim, por favor.\n\nAna escreveu:\n> Esta é uma mensagem automática.",
    "Recibo mensajes de error cuando alguien está fuera de la oficina.",
    "Non riesco ad accedere. Sono in attesa da due giorni.",
    "Ich bin mit der Lösung nicht einverstanden und bitte um Rückruf.",
    "Je suis en attente de votre réponse depuis lundi.",
]


class TestByWords:
    @pytest.mark.parametrize("subject", ABSENT_SUBJECTS)
    def test_a_subject_that_programs_write_tells_an_absence(self, subject):
        mail = parse_mail(message("Volveré el lunes.", subject=subject))

        assert mail.automatic == "out_of_office"

    @pytest.mark.parametrize("subject", WRITTEN_SUBJECTS)
    def test_people_may_write_about_it(self, subject):
        assert parse_mail(message("Buenos días", subject=subject)).automatic == ""

    @pytest.mark.parametrize("text", ABSENT_TEXTS)
    def test_a_text_tells_an_absence_where_nothing_else_does(self, text):
        assert parse_mail(message(text, subject="Su caso 17")).automatic == "out_of_office"

    @pytest.mark.parametrize("text", WRITTEN_TEXTS)
    def test_people_may_be_away_and_have_a_question(self, text):
        assert parse_mail(message(text, subject="Su caso 17")).automatic == ""
