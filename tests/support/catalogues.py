"""Find every translatable text and bring the catalogues up to date: ``make catalogues``.

A domain is a folder with code and its ``locale``: core (which speaks for fields_config too, and for
the messages of Colander and Deform that reach a page), and each plugin. English is the language of
the code and needs no catalogue.
"""

import io
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from core.plugin_kit.texts import LANGUAGES, extract_from, update_catalogue
from tests.support.tree import ROOT, project_files


@dataclass(frozen=True)
class Domain:
    """One gettext domain: its name, its folder, and where its texts stand."""

    name: str
    home: Path
    sources: tuple[Path, ...]

    def catalogue(self, language):
        return self.home / "locale" / language / "LC_MESSAGES" / f"{self.name}.po"


def _library(name):
    home = Path(find_spec(name).origin).parent
    return sorted(p for p in home.rglob("*.py") if "tests" not in p.relative_to(home).parts)


def find_domains():
    """Return core and every plugin of this tree, with the files that hold their texts."""

    def texts(*folders):
        return tuple(project_files("*.py", "*.jinja2", under=folders))

    borrowed = (*_library("colander"), *_library("deform"))
    plugins = sorted(path.parent for path in (ROOT / "plugins").glob("*/plugin.py"))
    return [
        Domain("core", ROOT / "core", texts("core", "fields_config") + borrowed),
        *(Domain(home.name, home, texts(f"plugins/{home.name}")) for home in plugins),
    ]


def extract_texts(domain):
    """Return a catalogue of the texts in the domain's code, without translations."""
    return extract_from(domain.name, domain.sources)


def read_catalogue(domain, language):
    """Return the catalogue as it stands, or an empty one."""
    path = domain.catalogue(language)
    if not path.is_file():
        return Catalog(
            locale=language,
            domain=domain.name,
            header_comment=f"# What Ventanilla says, in the domain {domain.name}.",
            project="Ventanilla",
            version="1",
            msgid_bugs_address="see CONTRIBUTING.md",
            last_translator="The Ventanilla authors",
            language_team="The Ventanilla authors",
            fuzzy=False,
        )
    return read_po(io.BytesIO(path.read_bytes()), locale=language, domain=domain.name)


def update_catalogues():
    """Bring every catalogue up to date, and say what waits for its translation."""
    for domain in find_domains():
        template = extract_texts(domain)
        for language in LANGUAGES:
            catalogue = read_catalogue(domain, language)
            missing = update_catalogue(catalogue, template, domain.catalogue(language))
            print(  # noqa: T201 - the answer of a command
                f"{domain.name} {language}: {missing} of {len(catalogue)} to be translated"
            )


if __name__ == "__main__":
    update_catalogues()
