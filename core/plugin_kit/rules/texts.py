"""A plugin's catalogues: every text of its code, in every language that is shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from core.plugin_kit.subject import Finding
from core.plugin_kit.texts import LANGUAGES, extract_texts, is_translated, read_texts

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

    from core.plugin_kit.subject import Subject

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\$\{\w+\}|%+")
DOMAIN = re.compile(r"TranslationStringFactory\(\s*[\"'](\w+)[\"']")


def check_texts(subject: Subject) -> Iterator[Finding]:
    """See that texts are in the plugin's own domain, and the catalogues complete."""
    for path in subject.files("*.py"):
        for domain in DOMAIN.findall(path.read_text(encoding="utf-8")):
            if domain != subject.name:
                yield Finding(
                    "text-domain",
                    f"{subject.named(path)} takes its texts from '{domain}', not '{subject.name}'.",
                )
    if subject.is_one_file:
        return  # it has no place for catalogues, and is for trying out
    texts = extract_texts(subject)
    if not any(message.id for message in texts):
        return
    catalogues = {language: read_texts(subject, language) for language in LANGUAGES}
    for language, catalogue in catalogues.items():
        if catalogue is None:
            yield Finding(
                "catalogue-missing",
                f"It has no catalogue for '{language}': 'ventanilla plugin texts' makes it.",
            )
    there = {language: found for language, found in catalogues.items() if found is not None}
    for wanted in texts:
        if wanted.id:
            yield from _compare(wanted, there)


def _compare(wanted: Message, catalogues: Mapping[str, Catalog]) -> Iterator[Finding]:
    """Look for one text in each catalogue."""
    lacking, strange = [], []
    for language, catalogue in catalogues.items():
        found = catalogue.get(wanted.id, wanted.context)
        if found is None or not is_translated(found):
            lacking.append(language)
        elif any(_marks(form) != _marks(source) for form, source in _pairs(found)):
            strange.append(language)
    text = _forms(wanted.id)[0]
    if lacking:
        yield Finding("catalogue-untranslated", f"'{text}' is not translated: {_all(lacking)}.")
    if strange:
        yield Finding(
            "catalogue-placeholder", f"'{text}' is translated with other marks: {_all(strange)}."
        )


def _all(languages: list[str]) -> str:
    return ", ".join(languages)


def _forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def _pairs(message: Any) -> Iterator[tuple[str, str]]:
    sources = _forms(message.id)
    for number, form in enumerate(_forms(message.string)):
        yield form, sources[min(number, len(sources) - 1)]


def _marks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
