"""Paragraphs of ``format=flowed`` text (RFC 3676), whose lines break softly at a space."""

from __future__ import annotations


def unfold(text: str, *, deletes_space: bool) -> str:
    """Return the text with soft line breaks undone.

    :param deletes_space: the space before a soft break is no part of the text (DelSp=yes)
    """
    out: list[str] = []
    paragraph: list[str] = []
    level = 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        if paragraph and depth != level:
            out.append(_line(level, paragraph))
            paragraph = []
        level = depth
        words = line[depth:].removeprefix(" ")
        is_soft = words.endswith(" ") and words != "-- "
        paragraph.append(words[:-1] if is_soft and deletes_space else words)
        if not is_soft:
            out.append(_line(level, paragraph))
            paragraph = []
    if paragraph:
        out.append(_line(level, paragraph))
    return "\n".join(out)


def _line(level: int, paragraph: list[str]) -> str:
    text = "".join(paragraph)
    return f"{'>' * level} {text}" if level else text
