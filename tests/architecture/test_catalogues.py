"""All six languages are complete: a text without its translation is a failing test."""

import re
from itertools import zip_longest

import pytest

from core.plugin_kit.texts import LANGUAGES, is_translated
from core.presets.services import list_presets, load_preset
from tests.support.catalogues import extract_texts, find_domains, read_catalogue

# A lone % counts too: what a template says is always run through %, so one too many breaks a page.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\$\{\w+\}|%+")
DOMAINS = find_domains()
EVERY_CATALOGUE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_DOMAIN = pytest.mark.parametrize("domain", DOMAINS, ids=[domain.name for domain in DOMAINS])


def _keys(catalogue):
    return {(message.id, message.context) for message in catalogue if message.id}


def _placeholders(text):
    return set(PLACEHOLDER.findall(text))


def _forms(texts):
    return texts if isinstance(texts, tuple | list) else (texts,)


def _paired(forms, sources):
    """Pair every plural form with its English one; a third form and further with the last."""
    return zip_longest(forms, sources, fillvalue=sources[-1])


@EVERY_DOMAIN
@EVERY_CATALOGUE
class TestCatalogue:
    def test_it_has_the_texts_of_the_code(self, domain, language):
        in_code, in_catalogue = (
            _keys(extract_texts(domain)),
            _keys(read_catalogue(domain, language)),
        )

        assert in_code - in_catalogue == set(), "run: make catalogues"
        assert in_catalogue - in_code == set(), "run: make catalogues"

    def test_it_is_translated(self, domain, language):
        catalogue = read_catalogue(domain, language)

        assert [m.id for m in catalogue if m.id and not is_translated(m)] == []

    def test_it_keeps_the_placeholders(self, domain, language):
        broken = [
            message.id
            for message in read_catalogue(domain, language)
            if message.id
            for form, source in _paired(_forms(message.string), _forms(message.id))
            if form and _placeholders(form) != _placeholders(source)
        ]

        assert broken == []


@EVERY_DOMAIN
class TestDomain:
    def test_its_code_names_no_other(self, domain):
        factory = re.compile(r"TranslationStringFactory\(\s*[\"'](\w+)[\"']")
        strays = {
            str(path): found
            for path in domain.sources
            if path.suffix == ".py" and "site-packages" not in path.parts
            for found in factory.findall(path.read_text(encoding="utf-8"))
            if found != domain.name
        }

        assert strays == {}


@pytest.mark.parametrize("preset", list_presets())
class TestPreset:
    def test_its_wording_replaces_texts_that_there_are(self, preset):
        texts = {
            _forms(message.id)[0]
            for domain in DOMAINS
            for message in extract_texts(domain)
            if message.id
        }
        wording = load_preset(preset).get("wording", {})
        broken = [
            (language, text)
            for language, words in wording.items()
            for text, instead in words.items()
            if text not in texts or _placeholders(instead) != _placeholders(text)
        ]

        assert broken == []


class TestTickets:
    """One preset calls a case a ticket, and then everywhere that its customers look."""

    NOT_FOR_CUSTOMERS = frozenset(
        (
            "Cases per page",
            "Customers file cases, follow them and answer, in their own language.",
        )
    )

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_no_sentence_of_the_portal_says_case(self, language):
        portal = next(domain for domain in DOMAINS if domain.name == "portal")
        texts = {_forms(message.id)[0] for message in extract_texts(portal) if message.id}
        said = {text for text in texts if re.search(r"\bcases?\b", text, re.IGNORECASE)}
        wording = load_preset("msp")["wording"][language]

        assert said - wording.keys() - self.NOT_FOR_CUSTOMERS == set()
