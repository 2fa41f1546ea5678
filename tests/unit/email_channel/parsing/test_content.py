"""What a message says and brings: charsets, parts, HTML, files."""

import base64

import pytest

from plugins.email_channel.parsing import parse_mail
from tests.support.received_mail import divided, message, names, part, picture, with_headers


def element(tag, content, *, indefinite=False):
    """Return an element of ASN.1 (X.690)."""
    if indefinite:
        return bytes((tag, 0x80)) + content + b"\0\0"
    size = len(content)
    length = bytes((size,)) if size < 128 else b"\x84" + size.to_bytes(4)
    return bytes((tag,)) + length + content


def enclosed(content, *, indefinite=True):
    """Return a signature (RFC 5652) that encloses the content, in pieces where it may."""
    data, signed_data = (bytes.fromhex(f"06092a864886f70d01070{number}") for number in (1, 2))
    string = (
        element(0x24, element(4, content[:9]) + element(4, content[9:]), indefinite=True)
        if indefinite
        else element(4, content)
    )
    inner = element(
        0x30, data + element(0xA0, string, indefinite=indefinite), indefinite=indefinite
    )
    signed = element(
        0x30,
        element(2, b"\1") + element(0x31, b"", indefinite=indefinite) + inner + element(0x31, b""),
    )
    return element(0x30, signed_data + element(0xA0, signed, indefinite=indefinite))


class TestCharsets:
    @pytest.mark.parametrize(
        ("declared", "used", "problem"),
        [
            ("utf-8", "utf-8", ""),
            ("iso-8859-1", "iso-8859-1", ""),
            ("iso-8859-1", "utf-8", ""),
            ("us-ascii", "cp1252", ""),
            ("utf-8", "cp1252", "charset_broken"),
            ("marciano-8859-99", "utf-8", "charset_unknown"),
            ("marciano-8859-99", "cp1252", "charset_unknown"),
            ("punycode", "utf-8", "charset_unknown"),
            ("x" * 5000, "utf-8", "charset_unknown"),
            ('"utf-8"', "utf-8", ""),
            ("Windows-1252", "cp1252", ""),
            ("cp-850", "cp850", ""),
            ("utf-16", "utf-16", ""),
            ("utf-7", "utf-7", ""),
        ],
    )
    def test_the_words_are_read_whatever_is_declared(self, declared, used, problem):
        words = "¿Cuándo llegará mi pedido? Señor Núñez"
        raw = message(words.encode(used), content_type=f"text/plain; charset={declared}")

        mail = parse_mail(raw)

        assert mail.text == words
        assert mail.problems == ((problem,) if problem else ())

    @pytest.mark.parametrize(
        ("declared", "used", "words"),
        [
            ("gb2312", "gb18030", "订单什么时候到"),
            ("ks_c_5601-1987", "cp949", "주문은 언제 도착합니까"),
            ("iso-2022-jp", "iso2022_jp", "ご注文はいつ届きますか"),
            ("koi8-r", "koi8_r", "Когда придёт мой заказ"),
            ("", "utf-8", "Когда придёт мой заказ"),
        ],
    )
    def test_other_scripts_are_read_by_what_they_are_usually_called(self, declared, used, words):
        raw = message(words.encode(used), content_type=f"text/plain; charset={declared}")

        assert parse_mail(raw).text == words

    @pytest.mark.parametrize("name", ["ñandú.pdf", "Íñigo Peña.pdf", "äöü.txt"])
    @pytest.mark.parametrize("declared", ["filename*=iso-8859-1''%s", 'filename="%s"'])
    def test_a_short_western_name_is_not_taken_for_cyrillic(self, declared, name):
        coded = name.encode("cp1252")
        if "*" in declared:
            coded = "".join(f"%{byte:02X}" for byte in coded).encode()
        raw = message(
            "x", content_type="a/b", content_disposition=f"attachment; {declared % '@NAME@'}"
        )

        raw = raw.replace(b"@NAME@", coded)

        assert names(parse_mail(raw)) == [name]

    def test_cyrillic_without_any_charset_is_detected(self):
        words = "Здравствуйте, когда придёт мой заказ? Я жду уже две недели и никто не отвечает."

        assert parse_mail(message(words.encode("cp1251"), content_type="text/plain")).text == words


class TestText:
    def test_soft_line_breaks_are_undone(self):
        body = "Una línea \nque sigue.\n> citada \n> también\n-- \nAna"

        mail = parse_mail(message(body, content_type="text/plain; charset=utf-8; format=flowed"))

        assert mail.text == "Una línea que sigue.\n> citada también\n-- \nAna"

    def test_quoted_printable_and_base64_are_undone_even_if_cut(self):
        quoted = message("Ma=C3=B1ana=\r\n a las=2", content_transfer_encoding="quoted-printable")
        coded = message("TWHDsWFuYQ", content_transfer_encoding="BASE64")

        assert parse_mail(quoted).text == "Mañana a las=2"
        assert parse_mail(coded).text == "Mañana"

    @pytest.mark.parametrize("text", ["Hola, ¿me ayudan?\n", "gracias", "Sí. Todo bien."])
    def test_what_is_not_encoded_after_all_is_read_as_it_is(self, text):
        raw = message(text, content_transfer_encoding="base64")

        assert parse_mail(raw).text == text

    def test_what_a_list_put_behind_an_encoded_text_is_read_as_well(self):
        coded = base64.encodebytes("Hola, ¿me ayudan?".encode()) + b"\n____\nLista de correo\n"

        mail = parse_mail(message(coded, content_transfer_encoding="base64"))

        assert mail.text == "Hola, ¿me ayudan?\n____\nLista de correo\n"

    def test_html_alone_becomes_text_as_well(self):
        html = (
            "<style>p {color: red}</style><p>Hola,</p><p>uno<br>dos &amp; tres</p>"
            "<ul><li>a<li>b</ul>"
            "<blockquote>dijeron</blockquote><table><tr><td>x</td><td>y</td></tr></table>"
        )

        mail = parse_mail(message(html, content_type="text/html; charset=utf-8"))

        assert mail.text == "Hola,\n\nuno\ndos & tres\n\n- a\n- b\n\n> dijeron\n\nx y"

    def test_of_alternatives_the_plain_one_is_the_text_and_the_rich_one_the_html(self):
        rest = divided(
            "alternative",
            part("Hola llano", "text/plain"),
            part("<b>Hola rico</b>", "text/html"),
        )

        mail = parse_mail(with_headers(rest))

        assert (mail.text, mail.html) == ("Hola llano", "<b>Hola rico</b>")

    def test_a_blank_plain_alternative_hides_nothing(self):
        rest = divided("alternative", part(" \n", "text/plain"), part("<p>Hola</p>", "text/html"))

        assert parse_mail(with_headers(rest)).text == "Hola"

    def test_texts_in_a_row_are_all_read(self):
        rest = divided(
            "mixed",
            part("Antes <1>", "text/plain"),
            part(picture(), "image/png; name=captura.png"),
            part("<p>Después</p>", "text/html"),
        )

        mail = parse_mail(with_headers(rest))

        assert mail.text == "Antes <1>\n\nDespués"
        assert mail.html == "<p>Antes &lt;1&gt;</p>\n<p>Después</p>"
        assert names(mail) == ["captura.png"]

    def test_a_message_that_only_passes_others_on_says_what_they_say(self):
        inner = [
            part(message(text), "message/rfc822", content_transfer_encoding="8bit")
            for text in ("Hola", "Adiós")
        ]

        mail = parse_mail(with_headers(divided("digest", *inner, boundary="fuera")))

        assert mail.text == "Hola\n\nAdiós"
        assert names(mail) == ["Una pregunta.eml", "Una pregunta.eml"]

    @pytest.mark.parametrize(
        "broken",
        [
            b"Content-Type: multipart/mixed; boundary=x\n\nHola\n",
            b"Content-Type: multipart/mixed\n\nHola\n",
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHola\n",
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\nHola\n--x--\n",
            b"Content-Type: multipart/mixed; boundary=x\n\n--y\n--x\nContent-Type: text\n\nHola\n",
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\nhttp://a.example\n\nHola\n",
            b"Content-Type: multipart/mixed; boundary=x (nota)\n\n--x\n\nHola\n--x--\n",
            b"Content-Type: multipart/mixed; boundary=x\n\n--X\nContent-Type: text\n\nHola\n--X--",
            b"Content-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(b"--x\n\nHola\n--x--\n"),
        ],
    )
    def test_broken_divisions_lose_no_words(self, broken):
        text = parse_mail(b"From: a@a.example\n" + broken).text

        assert "Hola" in text
        assert "Content-Type" not in text


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='vbscript:x' onclick=alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src='https://malo.example'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<form action='https://malo.example'><input name=clave><button>x</button></form>",
    "<style>@import 'https://malo.example/x.css'</style><link rel=stylesheet href=//malo.example>",
    "<meta http-equiv=refresh content='0;url=https://malo.example'><base href='//malo.example'>",
    "<p style='background:url(https://malo.example/x)'>x</p>",
    "<div style='position:fixed;inset:0' class=x id=y>x</div>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<!--[if mso]><img src=x onerror=alert(1)><![endif]-->",
    "<table background='https://malo.example/x'><tr><td onmouseover=alert(1)>x</table>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<isindex prompt=x formaction=javascript:alert(1)>",
]
ABSENT = (
    *("<script", "onerror", "onload", "onclick", "onmouse", "javascript:", "vbscript:", "data:"),
    *("<iframe", "<object", "<embed", "<form", "<input", "<style", "<link", "<meta", "<base"),
    *("style=", "class=", "id=", "<svg", "<math", "<img", "<video", "<audio", "url(", "@import"),
    *("background=", "formaction", "<template", "<noscript", "<!--"),
)


class TestHostileHtml:
    @pytest.mark.parametrize("html", HOSTILE)
    def test_it_comes_out_harmless(self, html):
        clean = parse_mail(message(html + "<p>Hola</p>", content_type="text/html")).html.lower()

        assert not [one for one in ABSENT if one in clean]

    def test_it_is_as_harmless_in_utf_7_and_utf_16(self):
        for used in ("utf-7", "utf-16"):
            html = "<script>alert(1)</script><p>Hola</p>".encode(used)

            mail = parse_mail(message(html, content_type=f"text/html; charset={used}"))

            assert mail.html == "<p>Hola</p>"


class TestAttachments:
    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ('filename="informe.pdf"', "informe.pdf"),
            ("filename=informe final.pdf", "informe final.pdf"),
            ("filename*=utf-8''a%C3%B1o.pdf", "año.pdf"),
            ("filename*=iso-8859-1'es'a%F1o.pdf", "año.pdf"),
            ("filename*0*=utf-8''a%C3%B1; filename*1=\"o 2026.pdf\"", "año 2026.pdf"),
            ('filename="=?utf-8?Q?a=C3=B1o.pdf?="', "año.pdf"),
            ('filename="año.pdf"', "año.pdf"),
            (r'filename="C:\tmp\a.pdf"', "a.pdf"),
            ('filename="../../etc/passwd"', "passwd"),
            ('filename="a\tb\u202efdp.exe"', "a b fdp.exe"),
            ('filename="' + "x" * 500 + '.pdf"', "x" * 146 + ".pdf"),
            ("filename*=utf-8''%00%2F%2E%2E", "application.pdf"),
            ("", "application.pdf"),
        ],
    )
    def test_their_names_are_read_and_made_safe(self, written, name):
        rest = divided(
            "mixed",
            part("Adjunto", "text/plain"),
            part(b"%PDF-1", "application/pdf", content_disposition=f"attachment; {written}"),
        )

        mail = parse_mail(with_headers(rest))

        assert names(mail) == [name]
        assert mail.attachments[0].content == b"%PDF-1"
        assert mail.text == "Adjunto"

    def test_a_picture_that_the_html_shows_is_inline_and_others_are_not(self):
        html = '<p>Vea <img src="cid:uno@x"></p>'
        rest = divided(
            "related",
            part(html, "text/html"),
            part(picture(), "image/png; name=uno.png", content_id="<uno@x>"),
            part(picture(), "image/png; name=dos.png", content_id="<dos@x>"),
        )

        mail = parse_mail(with_headers(rest))

        assert [(one.name, one.is_inline) for one in mail.attachments] == [
            ("uno.png", True),
            ("dos.png", False),
        ]
        assert mail.attachments[0].content_id == "uno@x"

    def test_a_message_within_is_a_file_named_after_its_subject(self):
        inner = message("Dentro", subject="=?utf-8?Q?A=C3=B1o_2026/27?=")
        rest = divided(
            "mixed",
            part("Reenvío", "text/plain; charset=utf-8"),
            part(inner, "message/rfc822", content_transfer_encoding="8bit"),
        )

        mail = parse_mail(with_headers(rest))

        assert mail.text == "Reenvío"
        assert names(mail) == ["Año 2026-27.eml"]
        assert parse_mail(mail.attachments[0].content).text == "Dentro"

    def test_an_invitation_is_a_file_beside_the_words(self):
        calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n"
        rest = divided(
            "alternative",
            part("Le invito a una reunión.", "text/plain; charset=utf-8"),
            part(calendar, "text/calendar; method=REQUEST; charset=utf-8"),
        )

        mail = parse_mail(with_headers(rest))

        assert mail.text == "Le invito a una reunión."
        assert names(mail) == ["invite.ics"]
        assert mail.automatic == ""

    def test_a_signed_message_shows_its_words_and_keeps_the_signature(self):
        rest = divided(
            "signed",
            part("Firmado", "text/plain"),
            part(b"\x30\x80", "application/pkcs7-signature; name=smime.p7s"),
            protocol='"application/pkcs7-signature"',
        )

        mail = parse_mail(with_headers(rest))

        assert mail.text == "Firmado"
        assert names(mail) == ["smime.p7s"]

    @pytest.mark.parametrize("indefinite", [False, True])
    def test_what_a_signature_encloses_is_read_and_the_signature_kept(self, indefinite):
        signed = enclosed(message("Hola, está firmado"), indefinite=indefinite)
        raw = message(
            base64.encodebytes(signed),
            content_type="application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
            content_transfer_encoding="base64",
        )

        mail = parse_mail(raw)

        assert mail.text == "Hola, está firmado"
        assert [(one.name, one.content) for one in mail.attachments] == [("smime.p7m", signed)]

    def test_what_is_signed_again_and_again_is_opened_once(self):
        signed = message("Hola")
        for _ in range(50):
            signed = message(
                enclosed(signed),
                content_type="application/pkcs7-mime",
                content_transfer_encoding="",
            )

        mail = parse_mail(signed)

        assert mail.text == ""
        assert names(mail) == ["smime.p7m", "smime.p7m"]

    def test_what_is_encrypted_or_broken_is_a_file(self):
        whole = enclosed(message("Hola"), indefinite=False)
        for end in (0, 1, 2, 5, 20, len(whole) // 2):
            raw = message(
                whole[:end],
                content_type="application/pkcs7-mime; name=smime.p7m",
                content_transfer_encoding="8bit",
            )

            assert names(parse_mail(raw)) == ["smime.p7m"]

    def test_an_encrypted_message_keeps_what_can_be_decrypted(self):
        rest = divided(
            "encrypted",
            part("Version: 1", "application/pgp-encrypted", content_transfer_encoding="7bit"),
            part("-----BEGIN PGP MESSAGE-----", "application/octet-stream; name=encrypted.asc"),
            protocol='"application/pgp-encrypted"',
        )

        mail = parse_mail(with_headers(rest))

        assert mail.text == ""
        assert names(mail) == ["application.asc", "encrypted.asc"]

    def test_a_file_in_the_text_is_taken_out_of_it(self):
        body = "Hola\n\nbegin 644 nota.txt\n$2&]L80``\n`\nend\nAdiós\n"

        mail = parse_mail(message(body))

        assert mail.text == "Hola\n\nAdiós\n"
        assert [(one.name, one.content) for one in mail.attachments] == [("nota.txt", b"Hola")]

    def test_words_that_only_begin_like_a_file_stay(self):
        body = "begin 644 pedidos\nmañana a primera hora, por favor\nend"

        mail = parse_mail(message(body))

        assert (mail.text, mail.attachments) == (body, ())

    def test_files_that_were_encoded_in_pieces_are_whole(self):
        coded = base64.encodebytes(b"uno") + base64.encodebytes(b"cuatro6") + b"\n"
        raw = message(coded, content_type="application/pdf", content_transfer_encoding="base64")

        assert parse_mail(raw).attachments[0].content == b"unocuatro6"

    def test_a_text_with_a_name_is_read_and_kept_where_it_is_all_there_is(self):
        raw = message("Hola", content_type="text/plain; name=mensaje.txt")

        mail = parse_mail(raw)

        assert (mail.text, names(mail)) == ("Hola", ["mensaje.txt"])
