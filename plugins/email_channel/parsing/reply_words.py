"""The words with which mail programs introduce quotations, forwarded mail and signatures.

Everything is in lower case; the languages are mixed, for people answer in one language with a
program that speaks another. Add a wording here when a program turns up that uses it: no rule in
``reply_lines`` knows a language.
"""

from collections.abc import Mapping

# The first word of a subject that says so.
FORWARD_PREFIXES = frozenset(
    ("fw", "fwd", "rv", "enc", "tr", "wg", "i", "reenv", "inoltra", "doorst", "pd", "vs")
)

# What our own mails may say above their text. Whoever answers leaves it in the quotation.
REPLY_MARKERS: Mapping[str, str] = {
    "en": "Please write your reply above this line",
    "es": "Escriba su respuesta por encima de esta línea",
    "pt": "Escreva a sua resposta acima desta linha",
    "fr": "Veuillez écrire votre réponse au-dessus de cette ligne",
    "de": "Bitte schreiben Sie Ihre Antwort oberhalb dieser Zeile",
    "it": "Scriva la Sua risposta sopra questa riga",
}

# A line that has one word of each group is another system's marker.
MARKER_WORDS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("reply", "respond", "response"), ("above",), ("line",)),
    (("respuesta", "responda", "responder", "escriba"), ("encima", "arriba"), ("línea", "linea")),
    (("resposta", "responda", "escreva"), ("acima",), ("linha",)),
    (("réponse", "répondre", "répondez"), ("dessus",), ("ligne",)),
    (("antwort", "antworten"), ("oberhalb", "über"), ("zeile", "linie")),
    (("risposta", "risponda", "rispondi"), ("sopra",), ("riga", "linea")),
    (("antwoord", "reageer", "reactie"), ("boven",), ("lijn", "regel")),
)

# "On Monday ... wrote": what stands before the date.
OPENERS = frozenset(
    (
        *("on", "at", "el", "o", "le", "em", "no", "na", "am", "il", "in", "op", "den", "på"),
        *("dnia", "w", "dne", "a", "la", "în", "vào", "στις", "del", "ngày", "lúc", "en"),
        *("pada", "на", "v", "u", "ob", "às", "في", "ใน", "בתאריך", "ב-"),
    )
)

# These name no verb, and end with the address.
OPENERS_WITHOUT_VERB = frozenset(("בתאריך", "ב-"))

# They end the line: "On 3 May 2025 Ana wrote:".
LAST_VERBS = (
    *(
        "menulis",
        "написа",
        "napisao je",
        "napisala je",
        "napísal",
        "napísal(a)",
        "napísala",
        "rašė",
    ),
    *("rakstīja", "kirjutas", "skrifaði", "idatzi du", "كتب", "เขียนว่า", "verzond", "napisal"),
    *("wrote", "writes", "sent", "escribió", "escribio", "escribía", "escreveu", "a écrit"),
    *("a ecrit", "a répondu", "geschrieben", "geschreven", "ha scritto", "scrive", "napisał"),
    *("napisał(a)", "napisała", "написал", "написала", "написал(а)", "написав", "пишет", "пише"),
    *(
        "kirjoitti",
        "đã viết",
        "写道",
        "寫道",
        "が書きました",
        "さんは書きました",
        "님이 작성",
        "yazdı",
        "şunu yazdı",
    ),
    *("a scris", "napsal", "napsal(a)", "napsala", "έγραψε", "va escriure", "escribiu", "skrev"),
    *("schrieb", "schreef", "כתב", "כתבה", "כתב/ה", "tarihinde"),
)

# "Quoting Ana <ana@example.com>:".
QUOTING = frozenset(("quoting", "citando", "zitat", "citazione", "cytowanie", "citat", "citerar"))

# A name follows these: "Am 3. Mai 2025 schrieb Ana:".
INNER_VERBS = ("schrieb", "schreef", "skrev", "ezt írta", "napsal", "odesílatel")

# "I wrote" and "was sent" are a person's sentences, not a program's line.
PRONOUNS = frozenset(
    (
        *("i", "we", "you", "he", "she", "they", "it", "who", "yo", "usted", "ustedes", "me"),
        *("nos", "te", "se", "le", "les", "lo", "él", "ella", "quien", "que", "eu", "você"),
        *("vocês", "lhe", "nós", "ele", "ela", "quem", "je", "tu", "il", "elle", "on", "nous"),
        *("vous", "ils", "qui", "m'a", "ich", "wir", "sie", "er", "es", "ihr", "man", "mir"),
        *("uns", "ihnen", "io", "lei", "lui", "noi", "voi", "mi", "ci", "vi", "gli", "chi"),
        *("che", "ik", "u", "wij", "hij", "zij", "jag", "jeg", "du", "han", "hon", "hun", "the"),
        *("this", "j'ai", "as", "avez", "was", "were", "is", "be", "been", "has", "have", "had"),
        *("fue", "fueron", "ha", "ons", "mij", "ge", "dir", "euch", "também", "también", "anche"),
        *("aussi", "auch"),
    )
)

# The lines of a header that is quoted as text, by what they tell.
FROM, DATE, TO, SUBJECT, OTHER = "from", "date", "to", "subject", "other"
HEADER_LABELS: Mapping[str, str] = {
    label: kind
    for kind, labels in {
        FROM: (
            *("from", "de", "da", "von", "van", "od", "från", "fra", "от", "от кого", "від"),
            *(
                "lähettäjä",
                "发件人",
                "寄件者",
                "寄件人",
                "差出人",
                "送信者",
                "보낸 사람",
                "보낸사람",
                "kimden",
            ),
            *("gönderen", "feladó", "από", "de la", "expéditeur", "expediteur", "remitente"),
            *("remetente", "mittente", "absender", "afzender", "avsändare", "từ"),
            *("מאת", "nadawca"),
        ),
        DATE: (
            *("date", "sent", "sent at", "sent on", "fecha", "fecha de envío", "enviado"),
            *("enviado el", "enviado em", "enviada em", "enviada", "data", "data de envio"),
            *("envoyé", "envoyé le", "envoye", "date d'envoi", "message du", "gesendet"),
            *("gesendet am", "datum", "inviato", "inviato il", "inviata", "data invio"),
            *("verzonden", "verstuurd", "wysłano", "wysłane", "skickat", "dato", "sendt"),
            *(
                "sendt den",
                "отправлено",
                "дата",
                "надіслано",
                "lähetetty",
                "päivämäärä",
                "发送时间",
            ),
            *(
                "寄件日期",
                "日期",
                "送信日時",
                "日付",
                "日時",
                "보낸 날짜",
                "날짜",
                "tarih",
                "gönderildi",
                "odesláno",
            ),
            *("elküldve", "ημερομηνία", "trimis", "αποστολή", "đã gửi", "נשלח", "תאריך"),
            *("enviat", "data d'enviament", "data:"),
        ),
        TO: (
            *("to", "para", "a", "à", "an", "aan", "do", "till", "til", "кому", "komu"),
            *(
                "vastaanottaja",
                "收件人",
                "收件者",
                "宛先",
                "받는 사람",
                "받는사람",
                "kime",
                "alıcı",
                "címzett",
            ),
            *("προς", "către", "pour", "destinataire", "destinatario", "destinatário", "per"),
            *("đến", "אל", "empfänger", "per a", "p/"),
        ),
        SUBJECT: (
            *("subject", "asunto", "assunto", "objet", "sujet", "betreff", "betr", "oggetto"),
            *("onderwerp", "temat", "ämne", "emne", "тема", "aihe", "主题", "主旨", "件名", "제목"),
            *("konu", "předmět", "tárgy", "θέμα", "subiect", "chủ đề", "נושא", "assumpte", "re"),
        ),
        OTHER: (
            *("cc", "bcc", "cco", "cci", "ccn", "copia", "cópia", "copie", "copie à", "kopie"),
            *("kopia", "kopi", "kopie (cc)", "копия", "dw", "udw", "reply-to", "reply to"),
            *("responder a", "répondre à", "antwort an", "rispondi a", "importance"),
            *("importancia", "importância", "wichtigkeit", "priorität", "priorità"),
            *("attachments", "adjuntos", "datos adjuntos", "anexos", "pièces jointes", "anlagen"),
            *("allegati", "bijlagen", "organisation", "priority", "organización", "organization"),
            *("newsgroups", "抄送", "副本", "참조", "bilgi"),
        ),
    }.items()
    for label in labels
}

# "-----Original Message-----"
ORIGINAL_MESSAGE = (
    *("original message", "original email", "original appointment", "reply message"),
    *("mensaje original", "correo original", "mensaje de respuesta", "cita original"),
    *("mensagem original", "mensagem de origem", "email original", "e-mail original"),
    *("message d'origine", "message original", "message d’origine", "e-mail d'origine"),
    *("original nachricht", "ursprüngliche mail", "mail original", "message initial"),
    *("ursprüngliche nachricht", "originalnachricht", "original-nachricht", "originalmail"),
    *("messaggio originale", "messaggio di origine", "email originale", "messaggio in origine"),
    *("oorspronkelijk bericht", "origineel bericht", "wiadomość oryginalna"),
    *("oryginalna wiadomość", "исходное сообщение", "пересылаемое сообщение от"),
    *("ursprungligt meddelande", "originalmeddelande", "oprindelig besked"),
    *("oprindelig meddelelse", "original besked", "opprinnelig melding", "alkuperäinen viesti"),
    *("původní zpráva", "eredeti üzenet", "αρχικό μήνυμα", "mesaj original", "orijinal ileti"),
    *(
        "orijinal mesaj",
        "原始邮件",
        "邮件原件",
        "原始郵件",
        "元のメッセージ",
        "원본 메시지",
        "missatge original",
    ),
    *("mensaxe orixinal", "thư gốc", "הודעה מקורית", "previous replies", "previous messages"),
    *("respuestas anteriores", "mensajes anteriores", "respostas anteriores"),
    *("mensagens anteriores", "réponses précédentes", "messages précédents"),
    *("vorherige antworten", "vorherige nachrichten"),
    *("risposte precedenti", "messaggi precedenti"),
)

# These are enough where nothing else stands in the frame.
ORIGINAL_ALONE = frozenset(("original", "原始"))

# "---------- Forwarded message ---------": what follows was not sent to us before.
FORWARDED_MESSAGE = (
    *("forwarded message", "forwarded by", "begin forwarded message", "forwarded email"),
    *("mensaje reenviado", "inicio del mensaje reenviado", "correo reenviado", "reenviado por"),
    *("mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada"),
    *("início da mensagem reencaminhada", "início de mensagem reenviada", "mensagem reenviada"),
    *("encaminhado por", "message transféré", "message transmis", "début du message transféré"),
    *("début du message réexpédié", "message réexpédié", "transféré par", "transmis par"),
    *("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "weitergeleitet von"),
    *("anfang der weitergeleiteten e-mail", "weitergeleitete mail", "messaggio inoltrato"),
    *("inizio messaggio inoltrato", "inizio del messaggio inoltrato", "inoltrato da"),
    *("doorgestuurd bericht", "begin doorgestuurd bericht", "przekazana wiadomość"),
    *("wiadomość przekazana", "пересылаемое сообщение", "пересланное сообщение"),
    *("vidarebefordrat meddelande", "vidarebefordrat brev", "videresendt besked"),
    *("videresendt meddelelse", "videresendt melding", "välitetty viesti", "přeposlaná zpráva"),
    *("továbbított üzenet", "προωθημένο μήνυμα", "mesaj redirecționat", "iletilen mesaj"),
    *(
        "yönlendirilen ileti",
        "转发的邮件",
        "轉寄郵件",
        "転送メッセージ",
        "転送されたメッセージ",
        "전달된 메시지",
    ),
    *("missatge reenviat", "thư chuyển tiếp"),
)

# Whoever writes this answers inside the quotation: then none of it may be folded away.
ANSWERS_INSIDE = (
    *("inline", "in-line", "see below", "answers below", "comments below", "replies below"),
    *("responses below", "answered below", "between the lines", "in the text below"),
    *("beneath each", "after each question", "entre líneas", "entre lineas", "ver abajo"),
    *("vea abajo", "véase abajo", "respondo abajo", "contesto abajo", "respuestas abajo"),
    *("comentarios abajo", "debajo de cada", "en el mismo correo", "en su mismo correo"),
    *("respondo más abajo", "contesto más abajo", "nas entrelinhas", "ver abaixo", "veja abaixo"),
    *("vide abaixo", "respostas abaixo", "comentários abaixo", "respondo abaixo"),
    *("abaixo de cada", "no corpo do", "dans le texte", "voir ci-dessous", "réponses ci-dessous"),
    *("commentaires ci-dessous", "cf. ci-dessous", "réponds ci-dessous", "entre les lignes"),
    *("sous chaque", "dans votre mail", "réponds plus bas", "siehe unten", "s. unten", "im text"),
    *("zwischen den zeilen", "en el texto", "en el cuerpo del", "no texto abaixo", "unter jede"),
    *("unter jeder", "antworten unten", "nel testo", "vedi sotto", "veda sotto"),
    *("risposte sotto", "rispondo sotto", "tra le righe", "sotto ogni", "zie hieronder"),
    *("tussen de regels", "se nedan", "se nedenfor"),
)
# The same together with a word of ANSWERS: a shirt in red is no answer.
HIGHLIGHTS = (
    *("in red", "in blue", "in green", "in bold", "in capitals", "en rojo", "en azul"),
    *("en verde", "en negrita", "en mayúsculas", "em vermelho", "a vermelho", "em azul"),
    *("a azul", "em verde", "em negrito", "a negrito", "en rouge", "en bleu", "en vert"),
    *("en gras", "in rot", "in blau", "in grün", "in fett", "rot markiert", "farbig", "in rosso"),
    *("in blu", "in verde", "in grassetto", "in het rood", "na czerwono", "i rött", "med rødt"),
)
ANSWERS = (
    *("answer", "repl", "respon", "comment", "remark", "contest", "respuest", "coment", "anot"),
    *("repons", "répon", "remarqu", "antwort", "anmerk", "kommentar", "rispo", "rispon"),
    *("antwoord", "odpow", "svar"),
)
