"""What of a message is its text, what its HTML, and what a file."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

from core.plugin.api.html import clean_html
from plugins.email_channel.parsing import charsets, flowed, smime, uuencoded
from plugins.email_channel.parsing.attachments import attachment_of, file_of, is_tnef
from plugins.email_channel.parsing.html_text import html_to_text
from plugins.email_channel.parsing.limits import MAX_TEXT
from plugins.email_channel.parsing.mail import Attachment
from plugins.email_channel.parsing.parts import Part, Splitter
from plugins.email_channel.parsing.tnef import read_tnef

_MAX_BYTES = 4 * MAX_TEXT  # no character takes more

TEXT_CUT, TNEF_BROKEN = "text_cut", "tnef_broken"

_HTML = ("text/html", "application/xhtml+xml")
# Text that people write, as opposed to tables, calendars and cards.
_SHOWN = (
    *_HTML,
    "text/plain",
    "text/enriched",
    "text/richtext",
    "text/x-amp-html",
    "text/markdown",
)
_MESSAGES = ("message/rfc822", "message/global")
_MOST_WITHIN = 20
_META = re.compile(
    rb"<meta[^>]{1,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_SHOWN_ID = re.compile(r"cid:([^\"'\s<>()]{1,250})", re.IGNORECASE)
_ENRICHED = re.compile(r"<(/?)([A-Za-z-]{1,60})>")


@dataclass(slots=True)
class Body:
    """What a part says, piece by piece, and the files in it.

    :param pieces: text and cleaned HTML; the latter is empty where the part was plain text
    :param source_html: the HTML pieces as they came
    :param shown_ids: content ids of the pictures that the HTML shows in their place
    """

    pieces: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    source_html: list[str] = field(default_factory=list)
    shown_ids: set[str] = field(default_factory=set)

    def add(self, other: Body) -> None:
        self.pieces += other.pieces
        self.files += other.files
        self.source_html += other.source_html
        self.shown_ids |= other.shown_ids

    @property
    def text(self) -> str:
        return "\n\n".join(text for text, _html in self.pieces if text.strip())

    @property
    def html(self) -> str:
        """The whole body as HTML, plain pieces as well; empty if no piece is HTML."""
        if not self.has_html:
            return ""
        return "\n".join(html or _as_html(text) for text, html in self.pieces)

    @property
    def has_html(self) -> bool:
        return any(html for _text, html in self.pieces)

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for text, _html in self.pieces)


class BodyReader:
    """Reads the tree of parts once, in order, and notes what was wrong with it."""

    def __init__(self) -> None:
        self.problems: dict[str, None] = {}
        self._is_enclosed = False

    def read(self, part: Part) -> Body:
        return self._read(part, is_first=True)

    def read_within(self, body: Body) -> str:
        """Return what the messages within say, of one that says nothing itself."""
        within = [one.content for one in body.files if one.media_type in _MESSAGES]
        texts = [BodyReader().read(Splitter().split(one)).text for one in within[:_MOST_WITHIN]]
        reports = [
            self._decode(one.content, "")
            for one in body.files
            if one.media_type == "message/delivery-status"
        ]
        return "\n\n".join(text for text in (*reports, *texts) if text.strip())[:MAX_TEXT]

    def _read(self, part: Part, *, is_first: bool) -> Body:
        if part.children:
            if part.media_type == "multipart/alternative":
                return self._alternative(part)
            return self._mixed(part, is_first=is_first)
        if part.media_type.startswith("multipart/"):
            return self._plain(part, part.content())  # calls itself divided and is not
        if self._is_shown(part, is_first=is_first):
            return self._shown(part)
        return self._file(part)

    def _file(self, part: Part) -> Body:
        if is_tnef(part):
            return self._tnef(part)
        if part.media_type in smime.TYPES:
            return self._enclosed(part)
        return Body(files=[attachment_of(part)])

    def _mixed(self, part: Part, *, is_first: bool) -> Body:
        body = Body()
        for child in part.children:
            read = self._read(child, is_first=is_first and body.is_blank)
            if is_tnef(child) and not body.is_blank:
                read.pieces = []  # says the same once more
            body.add(read)
        return body

    def _alternative(self, part: Part) -> Body:
        """Return the plain text and the richest HTML as one, and every file of any branch."""
        body = Body()
        texts: list[str] = []
        html = ""
        for child in part.children:
            read = self._read(child, is_first=True)
            if read.has_html:
                html, body.source_html = read.html, read.source_html
            elif not read.is_blank:
                texts.append(read.text)
            body.files += read.files
            body.shown_ids |= read.shown_ids
        body.pieces = [("\n\n".join(texts) or html_to_text(html), html)]
        return body

    def _enclosed(self, part: Part) -> Body:
        """Return what a signature encloses beside the signature; anything encrypted is a file."""
        content = part.content()
        inner = None if self._is_enclosed else smime.signed_content(content)
        if inner is None:
            return Body(files=[attachment_of(part, content)])
        splitter = Splitter()
        self._is_enclosed = True  # what signs a signature is not looked for
        body = self._read(splitter.split(inner), is_first=True)
        self._is_enclosed = False
        self.problems |= splitter.problems
        body.files.append(attachment_of(part, content))
        return body

    def _tnef(self, part: Part) -> Body:
        content = part.content()
        found = read_tnef(content)
        if found is None:
            self.problems[TNEF_BROKEN] = None
            return Body(files=[attachment_of(part, content)])
        body = self._html(found.html, found.charset) if found.html else Body()
        if found.text.strip():
            body.pieces = [(found.text, body.html)]
        body.files += found.attachments
        return body

    @staticmethod
    def _is_shown(part: Part, *, is_first: bool) -> bool:
        if part.media_type not in _SHOWN or part.disposition == "attachment":
            return False
        # A text with a name is a file, unless it is all that there is to read.
        return not part.file_name or is_first

    def _shown(self, part: Part) -> Body:
        content = part.content()
        charset = part.parameters.get("charset", "")
        if part.media_type in _HTML:
            body = self._html(content, charset)
        elif part.media_type in ("text/enriched", "text/richtext"):
            text = _ENRICHED.sub("", self._decode(content, charset))
            body = Body(pieces=[(text, "")])
        else:
            body = self._plain(part, content)
        if part.file_name:
            body.files.append(attachment_of(part, content))
        return body

    def _html(self, content: bytes, charset: str) -> Body:
        if not charset and (found := _META.search(content[:2048])):
            charset = found[1].decode("ascii")
        html = self._decode(content, charset)
        clean = clean_html(html)
        shown_ids = set(_SHOWN_ID.findall(html))
        return Body(pieces=[(html_to_text(clean), clean)], source_html=[html], shown_ids=shown_ids)

    def _plain(self, part: Part, content: bytes) -> Body:
        content, files = uuencoded.extract(content)
        text = self._decode(content, part.parameters.get("charset", ""))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if part.parameters.get("format", "").lower() == "flowed":
            deletes_space = part.parameters.get("delsp", "").lower() == "yes"
            text = flowed.unfold(text, deletes_space=deletes_space)
        return Body(pieces=[(text, "")], files=[file_of(one.name, one.content) for one in files])

    def _decode(self, content: bytes, charset: str) -> str:
        if len(content) > _MAX_BYTES:
            self.problems[TEXT_CUT] = None
            content = content[: content.rfind(b"\n", 0, _MAX_BYTES) + 1 or _MAX_BYTES]
        text, problem = charsets.decode(content, charset)
        if problem:
            self.problems[problem] = None
        if len(text) > MAX_TEXT:
            self.problems[TEXT_CUT] = None
        return text[:MAX_TEXT]


def _as_html(text: str) -> str:
    return "<p>" + entities.escape(text).replace("\n", "<br>") + "</p>"
