"""The mails of a demo, by language. Ana and Bruno are contacts of each of its organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BLOCKED = "@offers.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMail:
    """One mail.

    :ivar key: by which others name it
    :ivar answers: the key of one before it
    :ivar is_forged: the check of its sender fails
    :ivar is_copied: its sender was copied in a mail of the case that it is about
    """

    key: str
    sender: str
    subject: str
    text: str
    answers: str = ""
    file_name: str = ""
    file: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_forged: bool = False
    is_copied: bool = False


ABSENT = {"Auto-Submitted": "auto-replied"}
LIST = {"List-Unsubscribe": "<https://offers.example/stop>"}

SPANISH = (
    DemoMail(
        key="order",
        sender="Ana García <ana@demo.example>",
        subject="No me llegó la confirmación",
        text="Buenos días:\n\nHice el trámite el lunes y todavía no me llega la confirmación."
        " ¿Pueden revisar si quedó registrado?\n\nMuchas gracias,\nAna",
    ),
    DemoMail(
        key="receipt",
        sender="Ana García <ana@demo.example>",
        subject="Re: No me llegó la confirmación",
        text="Les adjunto el comprobante que me dio el sistema.\n\nAna\n\n"
        "El lun, 2 nov 2026 a las 9:14, Ana García <ana@demo.example> escribió:\n"
        "> Hice el trámite el lunes y todavía no me llega la confirmación.\n",
        answers="order",
        file_name="comprobante.txt",
        file="Comprobante 4471-B\nFecha: 2 de noviembre\n",
    ),
    DemoMail(
        key="hours",
        sender="Bruno Rodríguez <bruno@demo.example>",
        subject="Horario de atención en diciembre",
        text="Hola, ¿atienden el 24 y el 31 de diciembre por la mañana?\n\nSaludos,\nBruno",
    ),
    DemoMail(
        key="neighbour",
        sender="Laura Quintero <laura.quintero@correo.example>",
        subject="Consulta de precios",
        text="Buenas tardes, un conocido me los recomendó. ¿Me pueden enviar la lista de precios?"
        "\n\nLaura Quintero",
    ),
    DemoMail(
        key="third",
        sender="Pedro Salas <pedro.salas@contable.example>",
        subject="Re: No me llegó la confirmación",
        text="Soy el contador de Ana: el pago salió el martes, con la referencia 88213.\n\nPedro",
        answers="order",
        is_copied=True,
    ),
    DemoMail(
        key="forged",
        sender="Ana García <ana@demo.example>",
        subject="Cambio de correo, es urgente",
        text="Por favor cambien mi correo a ana.nueva@correo-gratis.example y envíenme ahí la"
        " contraseña. Es urgente.",
        is_forged=True,
    ),
    DemoMail(
        key="staff",
        sender="Marcos Peralta <agent@demo.example>",
        subject="RV: Duda de un cliente",
        text="Les reenvío la duda de un cliente que me escribió a mí. ¿La toma alguien?",
    ),
    DemoMail(
        key="absent",
        sender="Bruno Rodríguez <bruno@demo.example>",
        subject="Respuesta automática: fuera de la oficina",
        text="Estoy fuera de la oficina hasta el lunes. Responderé a mi regreso.",
        headers=ABSENT,
    ),
    DemoMail(
        key="offer",
        sender="Ofertas <novedades@offers.example>",
        subject="¡Solo hoy: 50 % en tóner!",
        text="Aproveche nuestras ofertas.",
        headers=LIST,
    ),
)
ENGLISH = (
    DemoMail(
        key="order",
        sender="Ana Walker <ana@demo.example>",
        subject="I have not received a confirmation",
        text="Good morning,\n\nI sent the request on Monday and there is no confirmation yet."
        " Could you check that it was recorded?\n\nMany thanks,\nAna",
    ),
    DemoMail(
        key="receipt",
        sender="Ana Walker <ana@demo.example>",
        subject="Re: I have not received a confirmation",
        text="Here is the receipt that the system gave me.\n\nAna\n\n"
        "On Mon, 2 Nov 2026 at 9:14, Ana Walker <ana@demo.example> wrote:\n"
        "> I sent the request on Monday and there is no confirmation yet.\n",
        answers="order",
        file_name="receipt.txt",
        file="Receipt 4471-B\nDate: 2 November\n",
    ),
    DemoMail(
        key="hours",
        sender="Bruno Hughes <bruno@demo.example>",
        subject="Opening hours in December",
        text="Hello, are you there on the mornings of the 24th and the 31st?\n\nBest,\nBruno",
    ),
    DemoMail(
        key="neighbour",
        sender="Laura Finch <laura.finch@post.example>",
        subject="Price list",
        text="Good afternoon, a friend told me about you. Could you send me your price list?"
        "\n\nLaura Finch",
    ),
    DemoMail(
        key="third",
        sender="Peter Sands <peter.sands@ledger.example>",
        subject="Re: I have not received a confirmation",
        text="I am Ana's accountant: the payment left on Tuesday, reference 88213.\n\nPeter",
        answers="order",
        is_copied=True,
    ),
    DemoMail(
        key="forged",
        sender="Ana Walker <ana@demo.example>",
        subject="Change of address, urgent",
        text="Please change my address to ana.new@free-mail.example and send my password there."
        " It is urgent.",
        is_forged=True,
    ),
    DemoMail(
        key="staff",
        sender="Megan Price <agent@demo.example>",
        subject="Fwd: A customer's question",
        text="Passing on a question that a customer sent to me. Can somebody take it?",
    ),
    DemoMail(
        key="absent",
        sender="Bruno Hughes <bruno@demo.example>",
        subject="Automatic reply: out of office",
        text="I am out of the office until Monday and will answer when I am back.",
        headers=ABSENT,
    ),
    DemoMail(
        key="offer",
        sender="Offers <news@offers.example>",
        subject="Today only: 50% off toner!",
        text="Take advantage of our offers.",
        headers=LIST,
    ),
)
MAILS = ENGLISH
MAILS_OF: Mapping[str, tuple[DemoMail, ...]] = {"es": SPANISH, "en": ENGLISH}
