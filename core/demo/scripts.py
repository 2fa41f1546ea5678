"""The scripts of the demo's conversations, repeated with other names, streets and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

import yaml
from babel import Locale
from babel.dates import format_skeleton
from babel.localedata import locale_identifiers
from babel.numbers import format_currency
from markupsafe import escape

from core.demo.people import STREETS

# Where each organisation is, and what is paid there.
COUNTRIES = {"contact-center": "CO", "crm": "MX", "msp": "GB", "utility": "US"}
CURRENCIES = {"CO": "COP", "MX": "MXN", "GB": "GBP", "US": "USD"}
LOCALES = locale_identifiers()
WRITERS: dict[str, Literal["customer", "agent", "internal"]] = {
    "c": "customer",
    "a": "agent",
    "i": "internal",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One conversation, as it is to be stored."""

    product: str
    priority: str
    subject: str
    end: str
    file: str
    language: str
    notes: tuple[tuple[Literal["customer", "agent", "internal"], str], ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a story plays, who tells it and when; dates in the text follow that day."""

    slug: str
    language: str
    name: str
    day: date


@cache
def _script(slug: str) -> tuple[dict[str, Any], ...]:
    name = f"{slug.replace('-', '_')}.yaml"
    text = files("core.demo").joinpath("stories", name).read_text("utf-8")
    return tuple(yaml.safe_load(text))


def count_stories(slug: str) -> int:
    return len(_script(slug))


def tell(beginning: Beginning, number: int, random: Random) -> Story:
    """Return one of that tenant's stories, counted from zero."""
    script = _script(beginning.slug)[number]
    tongue = script.get("lang", beginning.language)
    country = COUNTRIES[beginning.slug]
    currency = CURRENCIES[country]
    place = Locale.negotiate([f"{tongue}_{country}", tongue], LOCALES) or Locale(tongue)
    amount = random.choice((12, 18, 24, 35, 49)) * (1000 if currency == "COP" else 1)
    day = beginning.day + timedelta(days=random.randrange(1, 9))
    words = {
        "name": beginning.name,
        "street": random.choice(STREETS[tongue].split("|")),
        "n": f"{random.randrange(1000, 9999)}",
        "ref": f"{random.choice('ABCDEFGH')}-{random.randrange(10_000, 99_999)}",
        # Without cents: they are round sums.
        "amount": format_currency(amount, currency, "¤#,##0", locale=place, currency_digits=False),
        "date": format_skeleton("MMMMd", day, locale=place),
    }
    return Story(
        product=script["product"],
        priority=script["priority"],
        subject=script["subject"].format(**words),
        end=script["end"],
        file=script.get("file", ""),
        language=tongue,
        notes=tuple(
            (WRITERS[who], f"<p>{escape(text.format(**words))}</p>")
            for note in script["notes"]
            for who, text in note.items()
        ),
    )
