"""The tenant's own wording in place of the product's texts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.cases.search.text_query import MAX_TYPED
from core.errors import NotFoundError, Refused
from core.i18n import (
    FORM,
    Translator,
    available_languages,
    plural_index,
    plural_key,
    read_catalogue,
)
from core.search_text import fold
from core.tenancy.services import lock_configuration, read_document, save_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")

LONGEST = 2000
MOST_TRIED = 200  # numbers that are looked at to find one for each form
MOST_NUMBERS = 4
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\$\{(\w+)\}")
# Not every blank: in French, one that must not break stands before a colon.
BLANKS = re.compile(r"[ \t\r\n]+")
# Control characters, and halves of a sign: neither can be shown or stored.
UNFIT = ("Cc", "Cs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of the product, as it is said in one language.

    :ivar key: what the translator knows it by
    :ivar shipped: what is said unless the tenant words it -> the domains that say it so
    :ivar own: what the tenant says instead, or nothing
    :ivar numbers: some of those that a form is for, where a text has one for many
    :ivar plural: the English of a form that is not for one
    """

    key: str
    shipped: Mapping[str, tuple[str, ...]]
    own: str
    numbers: tuple[int, ...] = ()
    plural: str = ""

    @property
    def name(self) -> str:
        """What it is called in forms and addresses."""
        return name_of(self.key)

    @property
    def english(self) -> str:
        return self.plural or self.key.rpartition("\x04")[2]

    @property
    def as_shipped(self) -> str:
        return " / ".join(self.shipped)


def name_of(key: str) -> str:
    """Return a short name that stands for a text."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def list_texts(scope: Scope, language: str) -> list[Text]:
    """Return every text of the core and of the tenant's plugins, in the order of the English.

    Those that begin with a quotation mark or with what is filled in come last.

    :raises NotFoundError: the tenant does not offer the language
    """
    scope.require("settings:change")
    if language not in scope.tenant.languages:
        raise NotFoundError(language)
    own = read_document(scope, "wording").get(language, {})
    translator = Translator(language, scope.tenant.domains, {})
    texts: dict[str, Text] = {}
    for domain in ("core", *sorted(scope.tenant.plugins)):
        for key, plural in _known(scope.tenant.domains[domain], domain, language).items():
            for form in _forms(language, key, plural):
                said = _say(translator, domain, form, plural)
                text = texts.setdefault(form.key, replace(form, own=own.get(form.key, "")))
                by = {**text.shipped, said: (*text.shipped.get(said, ()), domain)}
                texts[form.key] = replace(text, shipped=by)
    return sorted(texts.values(), key=_place)


def _forms(language: str, key: str, plural: str) -> Iterator[Text]:
    """Yield a text, or each of its forms if it has some."""
    if not plural:
        yield Text(key=key, shipped={}, own="")
        return
    of_one = plural_index(language, 1)
    numbers: dict[int, list[int]] = {of_one: [1]}
    for number in range(MOST_TRIED):
        numbers.setdefault(plural_index(language, number), []).append(number)
    for index in sorted(numbers):
        yield Text(
            key=plural_key(key, language, index),
            shipped={},
            own="",
            numbers=tuple(dict.fromkeys(numbers[index]))[:MOST_NUMBERS],
            plural="" if index == of_one else plural,
        )


def narrow_texts(texts: Iterable[Text], words: str, *, changed_only: bool) -> list[Text]:
    """Return the texts that hold the words in English, as shipped or as the tenant says them."""
    wanted = fold(words[:MAX_TYPED])
    if words.strip() and not wanted:
        return []  # signs alone
    found = (text for text in texts if text.own or not changed_only)
    return [
        text
        for text in found
        if not wanted or any(wanted in fold(one) for one in (text.english, *text.shipped, text.own))
    ]


def change_wording(scope: Scope, language: str, words: Mapping[str, str]) -> None:
    """Say texts of one language in the tenant's words, or as shipped where there are none.

    :param words: key of a text -> what to say
    :raises NotFoundError: there is no such language or text
    :raises Refused: at the names of the texts that can't be said so
    """
    lock_configuration(scope)
    known = {text.key: text for text in list_texts(scope, language)}
    missing = words.keys() - known.keys()
    if missing:
        raise NotFoundError(min(missing))
    wanted = {key: BLANKS.sub(" ", text).strip(" ") for key, text in words.items()}
    changed = {key: text for key, text in wanted.items() if text != known[key].own}
    if not changed:
        return
    faults = {
        name_of(key): fault
        for key, text in changed.items()
        if text and (fault := fault_in_words(known[key].english, text, key))
    }
    if faults:
        raise Refused("", faults)
    document = read_document(scope, "wording")
    said = {key: text for key, text in {**document.get(language, {}), **changed}.items() if text}
    others = {code: texts for code, texts in document.items() if code != language}
    save_document(scope, "wording", {**others, language: said} if said else others)
    texts = {
        key: [known[key].own or known[key].as_shipped, text or known[key].as_shipped]
        for key, text in changed.items()
    }
    record_activity(scope, "wording_changed", language=language, texts=texts)


def fault_in_words(ours: str, theirs: str, also: str = "") -> str:
    """Return why pages could not say one text in the place of another; empty if they can.

    :param ours: the text in English
    :param also: what may be filled in besides stands in this text
    """
    return next(_faults(ours, theirs, also), "")


def _faults(ours: str, theirs: str, also: str) -> Iterator[str]:
    if not theirs.strip():
        yield _("Write at least one word.")
    if len(theirs) > LONGEST:
        yield _("Shorten this text to at most ${limit} characters.", mapping={"limit": LONGEST})
    if any(unicodedata.category(sign) in UNFIT for sign in theirs):
        yield _(
            "A line break or another control character can't be stored: write this text anew,"
            " in one line."
        )
    known, used = _placeholders(ours), _placeholders(theirs)
    for part in sorted(used - known - _placeholders(also)):
        yield _("The text has no ${part} to be filled in: take it out.", mapping={"part": part})
    for part in sorted(known - used):
        yield _(
            "Put ${part} where it belongs, exactly so: something is filled in there.",
            mapping={"part": part},
        )
    # A lone one means something else to the pages, which fill in the others.
    if "%" in PLACEHOLDER.sub("", theirs).replace("%%", ""):
        yield _("Write a word for the stray % sign.")


def _place(text: Text) -> tuple[bool, str, str]:
    return not text.english[:1].isalpha(), text.english.casefold(), text.key


def _placeholders(text: str) -> set[str]:
    return {found.group() for found in PLACEHOLDER.finditer(text)}


def _known(package: str, domain: str, language: str) -> dict[str, str]:
    """Return the keys of a domain's texts, and the English for many if a text has that.

    A catalogue may be incomplete, and English has none: any that has a text tells of it.
    """
    found: dict[str, str] = {}
    for code in dict.fromkeys((language, *available_languages())):
        messages = read_catalogue(package, domain, code)
        for key in messages:
            if not key.endswith(FORM):
                found[key] = found.get(key) or str(messages.get(f"{key}{FORM}", ""))
    return found


def _say(translator: Translator, domain: str, form: Text, plural: str) -> str:
    context, _mark, message = form.key.rpartition(FORM)[0 if form.plural else 2].rpartition("\x04")
    if form.numbers:
        return translator.ngettext(message, plural, form.numbers[0], domain)
    return translator.gettext(message, domain, context or None)
