"""What programs that deliver mail say when they cannot, in the languages that they say it in."""

from __future__ import annotations

import re

from plugins.email_channel.parsing.phrases import any_of

DAEMON_ADDRESS = any_of(
    "(?:mailer|smtp)[-_.]?daemon|daemon|mdaemon|maildaemon",
    "post[-_]?master|mailer|mmdf|bounces?",
    r"mail\.?delivery\.?(?:sub)?system",
    "microsoftexchange[0-9a-f]{16,40}",
    after=r"\b.{0,80}",
)
DAEMON_NAME = any_of(
    "mail(?:er)?[- ]?(?:delivery|daemon)|delivery (?:sub)?system|internet mail delivery",
    "postmaster|(?:system|mail) administrator|^microsoft outlook$|mail (?:server|system)",
)

SUBJECT = any_of(
    # English
    "undeliver|non-?deliver|not (?:be )?deliver|unable to deliver|unsuccessful deliver",
    "deliver[a-z]* (?:has )?(?:fail(?:ure|ed)?|status|problem|error|report|warning|delayed)",
    "deliver[a-z]* notification|fail[a-z]* (?:deliver|notice|notification)",
    "mail(?: has| system)?(?: delivery)? (?:fail(?:ed|ure)|error|problem|warning)",
    "return(?:ed|ing)(?: \\w+)? (?:mail|message|e-?mail|to sender)",
    "(?:could not|cannot) (?:be delivered|send)|warning: (?:message|could not)|delayed",
    "processing error|user unknown|rejected|error sending|permanent (?:delivery )?error",
    # Spanish
    "no (?:se ha podido|se pudo|se puede) entregar|no entregado|devuelto",
    "(?:error|fallo) (?:de|en la) entrega|notificaci[oó]n (?:del |de )?estado de (?:la )?entrega",
    # Portuguese
    "n[aã]o (?:foi |p[oô]de ser )?entregue|falha (?:na|de) entrega|devolvid",
    # French
    "non (?:remis|distribu|d[eé]livr)|[eé]chec de (?:la )?(?:remise|distribution|livraison)",
    "retour [aà] l'exp",
    # German
    "unzustellbar|nicht zu(?:ge)?stell|zustell(?:ung|fehler|bericht)|konnte nicht",
    # Italian
    "mancat[oa] (?:recapito|consegna)|impossibile recapitare|non (?:consegnat|recapita)",
    # Russian
    "не ?доставлен",
)
WORDS = any_of(
    # English
    "(?:not|n't|unable to|impossible to|cannot|failed to|failure to)"
    " (?:be )?(?:deliver|reach|accept|send|relay|process)",
    "undeliver|deliver[a-z]*.{0,60}(?:fail|delayed|problem|error|rejected|unsuccessful)",
    "fail[a-z]* permanently|permanent (?:fatal )?(?:error|failure)",
    "(?:user|recipient|mailbox|account|address|host|domain).{0,60}(?:unknown|not (?:found|exist"
    "|listed|available|known)|n't exist|invalid|disabled|full|over ?quota|exceed|unavailable"
    "|rejected|inactive)",
    "(?:unknown|invalid|no such|bad|unrouteable|non-?existent) (?:local |destination |mail )?"
    "(?:user|recipient|mailbox|address|host|domain|account)",
    "return(?:ed|ing) (?:to sender|mail|message)",
    "(?:mail|message).{0,80}(?:rejected|refused|returned|bounced|blocked|delayed|undelivered"
    "|not been delivered)",
    "relaying denied|quota exceeded|retry time(?:out)? exceeded|too many hops|mail loop",
    # Spanish
    "no (?:se ha podido|se pudo|ha podido|se puede|puede) (?:ser )?entreg|no existe|rechazad",
    "buz[oó]n.{0,40}lleno|error permanente",
    # Portuguese
    "n[aã]o (?:foi poss[ií]vel|p[oô]de ser) entreg|n[aã]o existe",
    "caixa (?:postal|de correio).{0,30}cheia",
    # French
    "(?:n'a pas pu|ne peut pas|n'ont pas pu|impossible de).{0,30}(?:remis|remettre|distribu|livr)",
    "bo[iî]te.{0,30}pleine|n'existe pas",
    # German
    "(?:konnte|kann).{0,60}nicht.{0,40}(?:zugestellt|[uü]bermittelt|ausgeliefert)|unzustellbar",
    "existiert nicht|postfach.{0,30}voll",
    # Italian
    "(?:impossibile|non [eè] stato possibile|non pu[oò] essere).{0,30}(?:recapita|consegna)",
    "casella.{0,30}piena|utente sconosciuto|non esiste",
    # Russian
    "не (?:может быть |было )?доставлен|не существует",
)
STILL_TRYING = any_of(
    # English
    "(?:will|shall) (?:be )?(?:keep|continue|retr|re-?attempt|try again)",
    "not yet been delivered|not been delivered.{0,60} after more than|delayed|still trying",
    "will be retried|still being retried",
    "do not need to re-?send|no action is required",
    "this is (?:just )?a warning|warning(?: message)? only",
    "temporary (?:failure|error|problem)",
    # Spanish
    "seguir[aá] intentando|no es necesario (?:que )?(?:reenv|volver)|se (?:ha )?retras|retrasad",
    # Portuguese
    "continuar[aá] (?:a )?tenta|atrasad",
    # French
    "nouvelle tentative|retard",
    # German
    "(?:wird|werden) (?:weiter|erneut) versuch|verz[oö]ger",
    # Italian
    "verr[aà] (?:ritentat|effettuato)|continuer[aà] a (?:tentare|provare)|ritard",
)
GAVE_UP = any_of(
    "giv(?:en|ing) up|gave up|permanent|too long|last attempt",
    "returning message|has been (?:returned|removed|deleted|discarded)",
    "delivery (?:to the following recipients? )?failed",
)

# Sentences behind which the people are listed.
INTRODUCTION = any_of(
    "(?:following|these|this|below).{0,40}"
    r"(?:recipients?|address(?:es)?|users?|people|persons?|distribution)(?![\w@.])",
    "did not reach|delivered to|undeliverable to|was sent to",
    "fail[a-z]* (?:permanently )?(?:to|for)",
    "(?:siguiente|seguinte|suivant|folgend|seguent).{0,40}(?:destinat|empf|direcc|endere|adress)",
    "seguent.{0,40}indirizz",
    r"(?:destinat|empf[aä]nger)\w{0,10}.{0,20}(?:siguiente|seguinte|suivant|folgend|seguent)",
)
# Lines with which the returned message begins; a transcript of the session is no part of it.
RETURNED = re.compile(
    r"^(?:>? ?(?:received: from|return-path:|message-id:|mime-version:|x-[a-z-]{2,30}: ).{0,998}"
    r"|(?![^\n]{0,60}transcript)[ \t>|]{0,8}-{2,60}.{0,80}"
    r"(?:original|returned|undelivered|unsent|copy of|message (?:headers?|text|body|follows)"
    r"|headers? (?:follow|of)|below this line).{0,60}"
    r"|.{0,40}(?:(?:original|returned|unsent) message|copy of (?:the|your) (?:message|mail)"
    r"|message (?:headers?|text)|first \d+ lines).{0,30}"
    r"(?:follows?|below|is included|:)[ .:-]{0,8})$",
    re.IGNORECASE | re.MULTILINE,
)
# That a whole message comes back, and does not just stand under an answer.
COMES_BACK = re.compile(
    r"^(?:[ \t>|]{0,8}-{2,60}.{0,40}(?:returned|undelivered|unsent|copy of)"
    r"|received: from|return-path:)",
    re.IGNORECASE | re.MULTILINE,
)
TO_LINE = re.compile(r"^[> \t]{0,8}To:[ \t]*(.{3,998})$", re.IGNORECASE | re.MULTILINE)
FORWARDED = re.compile(r"(?:fwd?|rv|wg|tr|enc|i|doorst)\s?:", re.IGNORECASE)

_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,10}"
_ADDRESS = r"[^\s<>()\[\],;:\"'`|\\@=]{1,150}@" + _DOMAIN
# An address anywhere, one that is all of a line or begins it, and one that its line names as such.
IN_TEXT = re.compile(f"({_ADDRESS})")
ALONE = re.compile(
    r"^[ \t>*•-]{0,12}(?:to:|recipients?:|address:|user:|e-?mail:)?[ \t]{0,8}"
    rf"[<\"'\[]?(?:mailto:|smtp:)?({_ADDRESS})[>\"'\]]?"
    r"(?:[:;,.]?[ \t]{0,40}$|[:;]?[ \t]|\(|\.{3})",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:rcpt to|(?:final-|original-)?recipients?(?: address)?"
    r"|(?:unknown |local )?user(?: unknown)?"
    r"|deliver[a-z]*(?: [a-z]+){0,4} to|addressed to|(?:message|mail|sent) to"
    r"|address(?:ee)?|mailbox(?: for)?|account|reach|to|for"
    r"|destinat[aá]rio|destinataire|empf[aä]nger)\b"
    r"[ \t:=(]{0,6}(?:rfc822;)?[ \t]{0,4}[<\"'(\[]{0,2}(?:mailto:)?"
    rf"({_ADDRESS})",
    re.IGNORECASE,
)
# What is said to the sender of a lost message, and nobody writes of his own.
SURE = re.compile(
    r"your (?:mail |e-?mail )?(?:message|mail|e-?mail) (?:could not|cannot|was not|has not|did not)"
    r" (?:be |been )?(?:delivered|reach)[^\n]{0,60}\n?[ \t<]{0,8}" + _ADDRESS,
    re.IGNORECASE,
)
REFUSED = any_of(
    r"\b[45]\d\d[ -]",
    "unknown|not exist|invalid|disabled|full|quota|not found|not listed|rejected|unavailable",
    "no such",
)
