"""People in address headers (RFC 5322, section 3.4), read leniently and in one pass."""

from __future__ import annotations

import re

from plugins.email_channel.parsing.header_words import decode_words
from plugins.email_channel.parsing.limits import MAX_PEOPLE
from plugins.email_channel.parsing.mail import Person

# What an address may look like where it stands alone: lenient, since senders are what they are.
BARE = re.compile(r"[^\s<>()\[\],;:\"'`|\\@]{1,150}@[^\s<>()\[\],;:\"'@`=|\\]{1,255}")
_PIECE = re.compile(r"[^\"()<>,;:\\]+|.", re.DOTALL)
_LONGEST_NAME = 400
_LONGEST_ADDRESS = 320


def parse_people(value: str) -> tuple[Person, ...]:
    """Return the people of a header in order, without the names of groups."""
    reader = _Reader()
    pieces = iter(_PIECE.findall(value))
    for piece in pieces:
        if piece == "\\":
            reader.add(next(pieces, ""))  # what is escaped is meant as it stands
        else:
            reader.read(piece)
    people = reader.finish()
    return _bare(value) if reader.is_open and value.count("@") > len(people) else people


class _Reader:
    """Reads a header piece by piece, and collects what belongs to one person."""

    def __init__(self) -> None:
        self._people: list[Person] = []
        self._name: list[str] = []
        self._address: list[str] = []
        self._comment: list[str] = []
        self._depth = 0  # of comments
        self._is_quoted = False
        self._is_angle = False
        self._has_angle = False
        self._has_at = False

    @property
    def is_open(self) -> bool:
        """Say whether a quote, a comment or a bracket was never closed."""
        return self._is_quoted or self._is_angle or self._depth > 0

    def read(self, piece: str) -> None:
        if self._is_quoted:
            if piece == '"':
                self._is_quoted = False
            else:
                self.add(piece)
        elif self._depth:
            self._depth += (piece == "(") - (piece == ")")
            if self._depth:
                self.add(piece)
        elif piece == '"':
            self._is_quoted = True
        elif piece == "(":
            self._depth = 1
        elif piece in "<>":
            self._is_angle = piece == "<"
            self._has_angle = True
        elif not self._is_angle and piece in ",;:":
            self._separate(piece)
        else:
            self.add(piece)

    def add(self, text: str) -> None:
        if self._depth:
            self._comment.append(text)
        elif self._is_angle:
            self._address.append(text)
        else:
            self._has_at = self._has_at or "@" in text
            self._name.append(text)

    def finish(self) -> tuple[Person, ...]:
        self._end()
        if not self._people and (name := _tidy("".join(self._name).rstrip(","))):
            self._people.append(Person(name=name, address=""))
        return tuple(self._people)

    def _separate(self, piece: str) -> None:
        if piece != ":":
            self._end()
        elif self._has_angle or self._has_at:
            self.add(piece)
        else:
            self._name = []  # the name of a group

    def _end(self) -> None:
        """Note the person; a name alone is the part of a name before a comma that nobody quoted."""
        name, address = "".join(self._name), "".join(self._address)
        comment = "".join(self._comment)
        if not self._has_angle:
            found = BARE.search(name) if self._has_at else None
            if found is None:
                self._name = [name, ","] if name.strip() and len(name) < _LONGEST_NAME else []
                self._comment, self._has_at = [], False
                return
            address = found[0]
            name = (name[: found.start()] + name[found.end() :]).strip(" <>")
        if len(self._people) < MAX_PEOPLE:
            person = Person(name=_tidy(name) or _tidy(comment), address=_address(address))
            self._people.append(person)
        self._name, self._address, self._comment = [], [], []
        self._has_angle = self._has_at = False


def _bare(value: str) -> tuple[Person, ...]:
    """Return the addresses of a header whose quotes or brackets do not match."""
    found = [one[0] for one in BARE.finditer(value)][:MAX_PEOPLE]
    name = _tidy(value.split(found[0], 1)[0].strip(' "<')) if found else ""
    return tuple(Person(name="" if at else name, address=one) for at, one in enumerate(found))


def _tidy(name: str) -> str:
    text = decode_words(name).strip('" ')
    is_quoted = len(text) > 1 and text[0] == text[-1] == "'"
    return text[1:-1].strip() if is_quoted else text


def _address(address: str) -> str:
    """Return an address as it may be written to: no mailto:, no spaces, no encoded words."""
    text = decode_words(address).removeprefix("mailto:").strip("'\" ")
    if text.startswith("@"):
        text = text.rpartition(":")[2]  # the way that it once had to take
    if " " in text:
        found = BARE.search(text)
        text = found[0] if found else text.replace(" ", "")
    return text[-_LONGEST_ADDRESS:]
