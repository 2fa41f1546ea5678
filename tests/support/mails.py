"""Messages as mail programs write them."""

from email.message import EmailMessage

from core.db.base import new_id

SUPPORT = "ayuda@acme-mail.example"
ANA = "Ana Mora <ana@cliente.example>"
EVA = "Eva Paz <eva@tercero.example>"


def write_mail(sender, subject, text, *, to=SUPPORT, html=None, files=(), **headers):
    """Write a message.

    :param files: (name, content)
    :param headers: others, with ``_`` for ``-``
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = headers.pop("message_id", f"<{new_id().hex}@people.example>")
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 -0500"
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()
