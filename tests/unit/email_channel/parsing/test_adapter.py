"""The parser for the command line: JSON for a message, or for one after the other."""

import base64
import io
import json

from plugins.email_channel.parsing.adapter import as_json, run
from tests.support.received_mail import divided, message, part, with_headers

QUOTED = "El lun, 6 jul 2026 a las 10:00, Ayuda <ayuda@empresa.example> escribió:"


def answers(given, *, batch):
    target = io.StringIO()
    run(io.BytesIO(given), target, batch=batch)
    return [json.loads(line) for line in target.getvalue().splitlines()]


class TestAsJson:
    def test_it_tells_what_the_message_says_and_brings(self):
        rest = divided(
            "mixed",
            part(f"Sí, gracias.\n\n{QUOTED}\n> ¿Todo bien?", "text/plain; charset=utf-8"),
            part(b"%PDF-1", "application/pdf; name=a.pdf"),
        )

        told = as_json(with_headers(rest, subject="RE: Su caso 17"))

        assert told["from_address"] == "ana@cliente.example"
        assert told["to"] == ["ayuda@empresa.example"]
        assert told["reply_text"].strip() == "Sí, gracias."
        assert "¿Todo bien?" in told["text"]
        assert [(one["filename"], one["size"]) for one in told["attachments"]] == [("a.pdf", 6)]
        assert not told["is_auto_reply"]
        assert not told["is_bounce"]

    def test_what_is_new_in_html_is_told_by_its_elements(self):
        html = (
            '<div>Sí, gracias.</div><div class="gmail_quote"><div class="gmail_attr">'
            f"{QUOTED.replace('<', '&lt;')}</div><blockquote>¿Todo bien?</blockquote></div>"
        )

        told = as_json(message(html, content_type="text/html; charset=utf-8"))

        assert told["reply_text"] == "Sí, gracias."


class TestRun:
    def test_it_reads_one_message(self):
        (told,) = answers(message("Hola"), batch=False)

        assert told["text"] == "Hola"

    def test_it_answers_line_by_line_and_goes_on_after_a_bad_one(self):
        lines = [
            json.dumps({"id": number, "raw_b64": base64.b64encode(message(text)).decode()})
            for number, text in enumerate(["Hola", "Adiós"])
        ]

        first, wrong, last = answers("\n".join([lines[0], "{", lines[1]]).encode(), batch=True)

        assert (first["text"], last["text"]) == ("Hola", "Adiós")
        assert "error" in wrong
