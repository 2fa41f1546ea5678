"""The words with which telephones and mail programs name themselves below a message.

In lower case, the languages mixed; no rule in ``reply_devices`` knows a language.
"""

# "Sent from my ...": the rest of the line is whatever the device is called.
OPENERS = (
    *("sent from my", "enviado desde mi", "enviado de mi", "enviat des del meu"),
    *("enviado do meu", "enviada do meu", "enviado a partir do meu", "enviado pelo meu"),
    *("envoyé de mon", "envoyé depuis mon", "envoyé à partir de mon", "envoyé depuis ma"),
    *("envoyé de ma", "gesendet von meinem", "inviato dal mio", "inviato dalla mia"),
    *("inviato da mio", "verzonden vanaf mijn", "verstuurd vanaf mijn", "verzonden van mijn"),
    *("skickat från min", "skickat från mitt", "sendt fra min", "sendt fra mit"),
    *("wysłane z mojego", "wysłano z mojego", "отправлено с моего", "发自我的", "發自我的"),
)

# "Von meinem iPhone gesendet": how the line begins and ends.
FRAMES = (
    *(("von meinem", "gesendet"), ("von meiner", "gesendet"), ("mit meinem", "gesendet")),
    *(("diese nachricht wurde", "gesendet"), ("diese e-mail wurde", "gesendet")),
    *(("diese mail wurde", "gesendet"), ("von meinem", "geschickt"), ("iphone", "から送信")),
    *(("ipad", "から送信"), ("從我的", "傳送"), ("从我的", "发送"), ("나의", "에서 보냄")),
)

# The whole line, but for an address of the web behind it.
ADVERTISEMENTS = frozenset(
    (
        *("libre de virus", "virus-free", "sans virus", "garanti sans virus", "virenfrei"),
        *("privo di virus", "livre de vírus", "sem vírus", "virusvrij", "wolny od wirusów"),
    )
)

# "Get Outlook for iOS": a program to download.
OFFERS = (
    *("get", "download", "obtener", "obtenga", "obtén", "descargar", "descargue", "obter"),
    *("obtenha", "baixe", "télécharger", "téléchargez", "obtenir", "obtenez", "holen", "laden"),
    *("scarica", "ottieni", "hämta", "hent", "pobierz"),
)

# These speak of a device only together with the name of one.
LOOSE_OPENERS = (
    *("sent from", "sent via", "sent with", "sent by", "sent using", "posted from"),
    *("this message was sent", "this email was sent", "enviado desde"),
    *("enviado con", "enviado por", "enviado mediante", "enviado vía", "enviado via"),
    *("enviado usando", "enviado de", "enviado do", "enviado pelo", "enviado com"),
    *("enviado através", "enviado a partir", "enviada do", "enviada pelo", "enviada via"),
    *("este mensaje fue enviado", "mensaje enviado desde", "mensagem enviada"),
    *("envoyé depuis", "envoyé de"),
    *("envoyé avec", "envoyé par", "envoyé via", "envoyé à partir", "message envoyé"),
    *("gesendet von", "gesendet mit", "gesendet über", "gesendet aus", "outlook für"),
    *("inviato da", "inviato dal", "inviato con"),
    *("inviato tramite", "messaggio inviato"),
    *("verzonden met", "verzonden vanuit", "verzonden via", "outlook voor"),
    *("skickat från", "sendt fra", "wysłane z", "wysłano z"),
    *("отправлено с", "отправлено из", "надіслано з", "lähetetty"),
    *("yahoo mail", "sent on my"),
)
BRANDS = (
    *("iphone", "ipad", "ipod", "android", "samsung", "galaxy", "huawei", "xiaomi", "redmi"),
    *("nokia", "motorola", "blackberry", "htc", "oneplus", "pixel", "windows phone"),
)
# "Sent by phone" may be a sentence; "sent from a phone" is none.
KIND_OPENERS = (
    *("sent from", "sent via", "enviado desde", "enviado vía", "enviado via", "enviado do"),
    *(
        "enviada do",
        "envoyé depuis",
        "gesendet von",
        "inviato da",
        "inviato dal",
        "verzonden vanaf",
    ),
)
KINDS = (
    *("smartphone", "tablet", "mobile", "mobil", "móvil", "movil", "celular", "telefone", "handy"),
    *("teléfono", "telefono", "telemóvel", "phone", "téléphone", "portable", "windows"),
    *("cellulare", "telefoon", "telefon", "dispositivo", "appareil"),
)
MAIL_PROGRAMS = (
    *("outlook", "gmail", "proton", "k-9", "airmail", "sparrow", "mailbox", "tutanota", "spark"),
    *("thunderbird", "gmx", "web.de", "libero mail", "mail app", "mail.ru", "mailspring"),
    *("yahoo", "para windows", "pour windows", "für windows", "for windows", "per windows"),
    *("windows mail", "blackberry", "samsung email", "correo de", "почты"),
)

# "Sent from my phone, please excuse typos": what may follow the device.
APOLOGIES = (
    *("excuse", "typo", "brevity", "forgive", "pardon", "perdon", "disculp", "errores"),
    *("erratas", "brevedad", "desculp", "erros", "brevidade", "fautes", "excusez", "entschuldig"),
    *("tippfehler", "kürze", "scusa", "errori", "brevità", "search, organize", "secure email"),
)
