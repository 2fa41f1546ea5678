"""The texts of a plugin, and its catalogues."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from core.i18n import SHIPPED

if TYPE_CHECKING:
    from babel.messages.catalog import Message

    from core.plugin_kit.subject import Subject

# English is the language of the code and needs no catalogue.
LANGUAGES = tuple(language for language in SHIPPED if language != "en")
METHODS = {".py": "python", ".jinja2": "jinja2"}
PATTERNS = [f"*{suffix}" for suffix in METHODS]
# As core.templating sets its environments up, or the texts found would not be those looked up.
JINJA_OPTIONS = {
    "extensions": "jinja2.ext.do",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
    "trim_blocks": "true",
}


def extract_texts(subject: Subject) -> Catalog:
    """Return a catalogue of the texts in the plugin's code, without translations."""
    return extract_from(subject.name, chain.from_iterable(map(subject.files, PATTERNS)))


def extract_from(domain: str, files: Iterable[Path]) -> Catalog:
    """Return a catalogue of the texts in those files; an error names the file it is in."""
    found = Catalog(domain=domain, charset="utf-8", fuzzy=False)
    for path in files:
        options = JINJA_OPTIONS if path.suffix == ".jinja2" else {}
        with path.open("rb") as file:
            texts = extract(METHODS[path.suffix], file, DEFAULT_KEYWORDS, ("NOTE:",), options)
            try:
                for _line, text, comments, context in texts:
                    found.add(text, auto_comments=comments, context=context)
            except Exception as error:
                error.add_note(f"in {path}")
                raise
    return found


def read_texts(subject: Subject, language: str) -> Catalog | None:
    """Return one of the plugin's catalogues, if there is one."""
    path = catalogue_path(subject, language)
    if not path.is_file():
        return None
    return read_po(io.BytesIO(path.read_bytes()), locale=language, domain=subject.name)


def catalogue_path(subject: Subject, language: str) -> Path:
    return subject.folder / "locale" / language / "LC_MESSAGES" / f"{subject.name}.po"


def is_translated(message: Message) -> bool:
    """Whether every form of a message has a text, and nobody doubts it."""
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts) and not message.fuzzy


def update_catalogues(subject: Subject) -> dict[str, int]:
    """Add what is new in the code to the catalogues and drop what is gone.

    :returns: how many texts of each language wait for their translation
    """
    template = extract_texts(subject)
    waiting = {}
    for language in (*LANGUAGES, *_others(subject)):
        catalogue = read_texts(subject, language) or Catalog(
            locale=language, domain=subject.name, project=subject.name, fuzzy=False
        )
        waiting[language] = update_catalogue(catalogue, template, catalogue_path(subject, language))
    return waiting


def _others(subject: Subject) -> list[str]:
    """Return the languages that the plugin has a catalogue for beside those that we ship."""
    found = (subject.folder / "locale").glob(f"*/LC_MESSAGES/{subject.name}.po")
    return sorted({path.parts[-3] for path in found} - {*LANGUAGES, "en"})


def update_catalogue(catalogue: Catalog, template: Catalog, path: Path) -> int:
    """Add what is new in the template, drop what is gone, and write the catalogue to its file.

    A near match is no translation: nothing gets fuzzy.

    :returns: how many of its texts wait for their translation
    """
    catalogue.fuzzy = False
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=100, sort_output=True, ignore_obsolete=True, no_location=True
        )
    return sum(1 for one in catalogue if one.id and not is_translated(one))
