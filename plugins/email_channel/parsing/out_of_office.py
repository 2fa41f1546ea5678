"""Answers of absent people, told by their words where no header tells them.

People also write about absence themselves. So a subject counts only as a whole or up to its colon,
and a text only if it names the absence early on and then says what such answers go on to say.
"""

from __future__ import annotations

import re

from plugins.email_channel.parsing.phrases import any_of

_UNTIL = "(?: (?:until|till|hasta|até|jusqu|bis|fino|from|del|vom|dal|du) .{1,60})?"
_SUBJECT = any_of(
    # English
    "(?:automatic|automated|auto)[ -]?(?:reply|response|respond(?:er)?|answer)",
    "(?:i am |i'm )?(?:currently )?out[ -]of[ -](?:the )?office"
    "(?: (?:auto-?)?reply| notification| message| response| notice)?" + _UNTIL,
    "away from (?:my|the) (?:office|desk|mail|e-?mail)" + _UNTIL,
    "(?:away|absent|out) until .{1,40}",
    "(?:i am |i'm )?on (?:annual |maternity |paternity |sick )?(?:leave|vacation|holidays?)"
    + _UNTIL,
    "vacation (?:reply|response|message|notice|responder|auto-?reply)",
    "(?:ooo|oof|absence notification)",
    # Spanish and Catalan
    "(?:respuesta|contestaci[oó]n) autom[aá]tica",
    "auto-?(?:respuesta|respondedor)",
    "mensaje autom[aá]tico(?: de .{1,40})?",
    "(?:aviso|mensaje|notificaci[oó]n) de ausencia",
    "(?:estoy |ausente )?fuera de (?:la |mi )?oficina" + _UNTIL,
    "ausente(?: de la oficina)?" + _UNTIL,
    "ausencia(?: de la oficina| temporal)?" + _UNTIL,
    "(?:estoy )?de (?:vacaciones|baja|permiso)" + _UNTIL,
    "resposta autom[aà]tica",
    "fora de l'oficina" + _UNTIL,
    # Portuguese
    "resposta autom[aá]tica",
    "mensagem autom[aá]tica",
    "(?:estou )?fora do escrit[oó]rio" + _UNTIL,
    "(?:aviso de )?(?:aus[eê]ncia|ausente)(?: tempor[aá]ri[ao])?(?: do escrit[oó]rio)?" + _UNTIL,
    "(?:estou )?(?:de|em) f[eé]rias" + _UNTIL,
    # French
    "r[eé]ponse (?:automatique|d'absence)",
    "(?:message|notification|avis) d'absence",
    "(?:je suis )?absente?(?: du bureau)?" + _UNTIL,
    "absence(?: du bureau)?" + _UNTIL,
    "(?:je suis )?en (?:vacances|cong[eé]s?)" + _UNTIL,
    # German
    "automatische (?:antwort|r[uü]ckantwort|e-?mail)",
    r"autom\. antwort",
    "abwesenheits(?:notiz|nachricht|meldung|assistent|info|benachrichtigung)",
    "abwesen(?:heit|d)" + _UNTIL,
    "(?:ich bin )?(?:nicht im (?:b[uü]ro|haus)|au(?:ß|ss)er haus|im urlaub)" + _UNTIL,
    # Italian
    "(?:risposta automatica|messaggio automatico|(?:risposta )?non al computer)",
    "(?:sono )?fuori (?:dall')?(?:ufficio|sede)" + _UNTIL,
    "assen(?:te|za)(?: dall'ufficio)?" + _UNTIL,
    "(?:sono )?in ferie" + _UNTIL,
    # Others, as programs write them
    "(?:automatisch antwoord|afwezig(?:heidsbericht|heid)?|niet aanwezig|buiten kantoor)",
    "(?:automatyczna odpowied[zź]|poza biurem|nieobecno[sś][cć])",
    "(?:automatiskt? svar|autosvar|fr[aå]nvaro(?:meddelande)?|frav[aæ]r(?:smelding)?)",
    "(?:automaattinen vastaus|poissaoloviesti|automatick[aá] odpov[eě][dď]|automatikus v[aá]lasz)",
    "(?:r[aă]spuns automat|otomatik yan[iı]t|erantzun automatikoa)",
    "(?:автоответ(?:чик)?|автоматический ответ|αυτόματη απάντηση)",
    "(?:自動応答|自動返信|不在通知|自动答复|自动回复|自動回覆)",
    before=r"^(?:(?:re|aw|rv|sv|rif|r|auto|antw)\s?:\s?)?[\[(\"*]{0,3}",
    after=r"[\])\"*!.]{0,3}\s?(?:$|[:|(]|[-–—]\s)",
)

_ABSENT = any_of(
    # English
    "(?:i am|i'm|i will be|i'll be)(?: \\w+){0,2} (?:out of (?:the |my )?office"
    "|away (?:from (?:the |my )?(?:office|desk|e-?mail)|on|at|for|until)"
    "|on (?:\\w+ )?(?:leave|vacation|holidays?)|travell?ing (?:for|on))",
    "out of (?:the )?office (?:until|from|returning|and)",
    "currently (?:out of (?:the )?office|away)",
    "i (?:no longer work|am no longer (?:with|at|working)|have left (?:the company|my position))",
    "offices? (?:is|are|will be|remains?) closed",
    # Spanish
    "(?:me encuentro|me encontrar[eé]|estoy|estar[eé]|actualmente)(?: \\w+){0,3}"
    " (?:fuera de (?:la |mi )?oficina|vacaciones|ausente|de baja|de viaje|de permiso)",
    "no estar[eé] disponible|ya no (?:trabajo|formo parte|pertenezco)",
    "oficinas? (?:permanecer|estar)[aá]n? cerrad[ao]s?",
    # Portuguese
    "(?:estou|estarei|encontro-me|me encontro)(?: \\w+){0,2}"
    " (?:fora do escrit[oó]rio|ausente|(?:de|em) f[eé]rias|de licen[cç]a)",
    "n[aã]o estarei dispon[ií]vel|j[aá] n[aã]o trabalho|n[aã]o trabalho mais",
    "escrit[oó]rios? (?:estar|permanecer)(?:[aá]|[aã]o) (?:fechad|encerrad)[ao]s?",
    # French
    "je (?:suis|serai)(?: \\w+){0,2}"
    " (?:absente?|en (?:vacances|cong[eé]s?|d[eé]placement)|hors du bureau)",
    "absente? du bureau|actuellement (?:absente?|en (?:cong[eé]s?|vacances))",
    "je ne (?:travaille|fais) plus|bureaux (?:sont|seront) ferm[eé]s",
    # German
    "(?:ich bin|bin ich|ich befinde mich) (?:.{1,40} )?(?:nicht (?:im (?:b[uü]ro|hause?)"
    "|erreichbar)|abwesend|im urlaub|au(?:ß|ss)er haus|in elternzeit)",
    "erst .{1,30} wieder (?:im b[uü]ro|im hause?|erreichbar)",
    "nicht mehr (?:bei|f[uü]r) .{1,40} t[aä]tig",
    "(?:b[uü]ro|praxis|betrieb) (?:.{1,40} )?geschlossen",
    # Italian
    "(?:sono|sar[oò]|attualmente)(?: \\w+){0,2}"
    " (?:fuori (?:dall')?(?:ufficio|sede)|assente|in ferie|in maternit[aà])",
    "non lavoro pi[uù]|uffici (?:resteranno|saranno|rimarranno) chiusi",
    # Dutch
    "ik ben (?:.{1,30} )?(?:afwezig|niet aanwezig|(?:met|op) vakantie|buiten kantoor)",
    before=r"\b",
    after=r"\b",
)
_GOES_ON = any_of(
    # English
    "(?:will|i'll|we'll) (?:be back|get back|return|respond|reply|answer|be slow|take care)",
    "(?:back|return(?:ing)?|until|from) (?:in |on |the |from |at |to )?(?:\\w+day|\\d|january"
    "|february|march|april|may|june|july|august|september|october|november|december)",
    "on (?:my )?return|upon (?:my )?return|back in the office|until|instead",
    "(?:limited|no|intermittent) (?:access|connectivity)|in my absence|while i am away",
    "urgent|please contact|take care of your",
    # Spanish
    "hasta|a partir del?|del? \\d{1,2}|(?:a|de) (?:mi|su|la|nuestra) (?:regreso|vuelta)",
    "(?:regresar|volver|responder|contestar|atender)(?:[eé]|emos)|acceso limitado",
    "en mi ausencia|durante (?:mi|este|estos)|cualquier (?:consulta|urgencia|cosa|duda|tema)",
    "urgencias?|urgentes?|(?:pueden? )?(?:contact|escrib|dirig|dir[ií]j|comuni[cq])\\w+",
    # Portuguese
    "at[eé]|de \\d{1,2} a \\d|regresso|retorno|(?:volt|retorn|regress|respond)(?:arei|erei)",
    "na minha aus[eê]ncia|acesso limitado|sem acesso|urg[eê]ncia",
    # French
    "jusqu'au|[aà] mon retour|de retour|mon absence|urgence|contactez|prendrai connaissance",
    "acc[eè]s limit[eé]|veuillez (?:contacter|vous adresser)",
    # German
    "bis (?:zum|einschlie(?:ß|ss)lich|\\d+)|(?:vom|ab dem|am) \\d+|wieder",
    "nach meiner r[uü]ckkehr|dringende[nr]?|w[aä]hrend meiner abwesenheit|meine vertretung",
    "wenden sie sich|nicht weitergeleitet",
    # Italian
    "fino al?|dal \\d+|al mio (?:rientro|ritorno)|(?:rientr|torn)er[oò]|rispon[dt]er[oò]",
    "mia assenza|urgenz[ae]|urgenti|contattare|accesso limitato",
    # Dutch
    "tot|dringende|contact opnemen",
    before=r"\b",
    after=r"(?!\w)",
)
_SAYS_SO = any_of(
    "this is an auto(?:matic|mated|-)? ?(?:reply|response|message|e-?mail)",
    "this is an automatically generated (?:reply|response|message|e-?mail)",
    "est[ea] es una? (?:respuesta|mensaje|correo|contestaci[oó]n)"
    " (?:autom[aá]tic[oa]|generad[oa] autom[aá]ticamente)",
    "est[ea] [eé] uma? (?:resposta|mensagem|e-?mail) autom[aá]tic[oa]",
    "ceci est (?:une r[eé]ponse|un (?:message|courriel|e-?mail)) automatique",
    "dies ist eine automatisch(?:e| generierte| erstellte| erzeugte) (?:antwort|nachricht|e-?mail)",
    "(?:please )?do not (?:reply|respond) to this (?:e-?mail|message)",
    "no responda a este (?:correo|mensaje)|n[aã]o responda (?:a )?est[ea] (?:e-?mail|mensagem)",
    "(?:merci de )?ne pas r[eé]pondre [aà] ce (?:message|courriel|mail|e-?mail)",
    "antworten sie (?:bitte )?nicht auf diese",
    "non rispondere a quest[ao]",
    "quest[oa] [eè] una? (?:risposta automatica|messaggio automatico|e-?mail automatica)",
    before=r"\b",
)
# Where somebody else's words begin: what our own notices say of themselves is quoted there.
_QUOTED = re.compile(
    r"^(?:>|-{2,} ?\w|_{8,}|(?:from|von|de|da|van) ?:.{0,200}@"
    r"|.{0,200}(?:wrote|escribi[oó]|escreveu|a [eé]crit|schrieb|ha scritto)(?: .{0,80})?:\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_SUBJECT = 300
_LONGEST_TEXT = 3_000  # of an answer that nobody wrote for this message
_EARLY = 500


def is_absence_subject(subject: str) -> bool:
    """Say whether the subject is one that a program puts over the answer of an absent person."""
    return bool(_SUBJECT.search(_plain(subject[:_LONGEST_SUBJECT])))


def is_absence_text(text: str) -> bool:
    """Say whether the words in front of any quotation are the answer of an absent person."""
    text = text[: 2 * _LONGEST_TEXT]
    quoted = _QUOTED.search(text)
    own = _plain(text[: quoted.start() if quoted else len(text)])
    if len(own) > _LONGEST_TEXT:
        return False
    if _SAYS_SO.search(own):
        return True
    if "?" in own:
        return False  # who is away asks nothing
    absent = _ABSENT.search(own[:_EARLY])
    return absent is not None and bool(_GOES_ON.search(own, absent.start()))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split())
