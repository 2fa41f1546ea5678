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
    "(?:i am|i'm|i will be|i'll be)(?: currently| now| presently)?"
    " (?:out of (?:the |my )?office|away (?:from (?:the |my )?(?:office|desk|e-?mail)|on|until)"
    "|on (?:annual |maternity |paternity |sick |parental )?(?:leave|vacation|holidays?)"
    "|travell?ing (?:for|on))",
    "(?:currently )?out of (?:the )?office (?:until|from|returning|and)",
    "currently (?:out of (?:the )?office|away)",
    # Spanish
    "(?:me encuentro|me encontrar[eé]|estoy|estar[eé]|actualmente)(?: \\w+)?"
    " (?:fuera de (?:la |mi )?oficina|de vacaciones|ausente|de baja|de viaje|de permiso)",
    # Portuguese
    "(?:estou|estarei|encontro-me|me encontro)(?: \\w+)?"
    " (?:fora do escrit[oó]rio|ausente|(?:de|em) f[eé]rias|de licen[cç]a)",
    # French
    "je (?:suis|serai)(?: \\w+)?"
    " (?:absente?|en (?:vacances|cong[eé]s?|d[eé]placement)|hors du bureau)",
    # German
    "(?:ich bin|bin ich) (?:.{1,40} )?(?:nicht (?:im (?:b[uü]ro|haus)|erreichbar)|abwesend"
    "|im urlaub|au(?:ß|ss)er haus|in elternzeit)",
    # Italian
    "(?:sono|sar[oò])(?: \\w+)?"
    " (?:fuori (?:dall')?(?:ufficio|sede)|assente|in ferie|in maternit[aà])",
    before=r"\b",
)
_GOES_ON = any_of(
    # English
    "(?:i )?will (?:be back|return|respond|reply)",
    "(?:up)?on (?:my )?return|returning|back in the office",
    "(?:limited|no|intermittent) access",
    "in my absence|while i am away|until",
    "urgent|please contact",
    # Spanish
    "hasta el|a mi (?:regreso|vuelta)|regresar[eé]|volver[eé]",
    "en mi ausencia|durante (?:mi|este|estos)|acceso limitado",
    "urgencias?|urgentes?|pueden? (?:contactar|escribir|dirigirse)",
    # Portuguese
    "at[eé] (?:o |ao )?dia|regresso|retorno|(?:volt|retorn|regress)arei",
    "na minha aus[eê]ncia|acesso limitado|por favor,? contact",
    # French
    "jusqu'au|[aà] mon retour|de retour|mon absence|urgence",
    "acc[eè]s limit[eé]|veuillez (?:contacter|vous adresser)",
    # German
    "bis (?:zum|einschlie|\\d)|wieder (?:erreichbar|im b[uü]ro|da)|nach meiner r[uü]ckkehr|ab dem",
    "dringende[nr]?|w[aä]hrend meiner abwesenheit|meine vertretung|wenden sie sich",
    "nicht weitergeleitet",
    # Italian
    "fino al|al mio (?:rientro|ritorno)|rientrer[oò]|torner[oò]|(?:in|durante la) mia assenza",
    "urgenz[ae]|urgenti|(?:potete|pu[oò]|si prega di) contattare",
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
    absent = _ABSENT.search(own[:_EARLY])
    return absent is not None and bool(_GOES_ON.search(own, absent.start()))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split())
