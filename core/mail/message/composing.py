"""What a mail says: subject, text and HTML from one template, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from core.mail.message.addresses import one_line
from core.mail.message.plain_text import plain_text
from core.templating import environment
from fields_config.html import clean_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

LONGEST_SUBJECT = 700  # a case's, and what stands before it
_GAPS = re.compile(r"\n{3,}")
_BLANKS = re.compile(r"(?<!\n--)[ \t]+\n")  # "-- " marks a signature, blank and all
# What no mail, and no database, can hold.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Composed(NamedTuple):
    """The three parts of a mail."""

    subject: str
    text: str
    html: str


def compose_mail(
    scope: Scope, kind: str, locale: str, domain: str, data: Mapping[str, Any]
) -> Composed:
    """Render ``<domain>/mail/<kind>.jinja2``, which extends ``core/mail/layout.jinja2``.

    The template fills the blocks ``subject``, ``text`` and ``html``. It can use ``data``,
    ``scope``, ``tenant``, ``url("/path")``, ``_()``, the date filters, ``clean(html)`` (for the
    HTML part) and ``to_text(html)`` (for the text part).

    :param locale: the reader's language
    """
    translator = scope.tenant.translator(locale)
    values = {
        "translator": translator,
        "domains": scope.tenant.domains,
        "scope": replace(scope, translator=translator),
        "tenant": scope.tenant,
        "zone": scope.tenant.time_zone,
        "url": scope.tenant.url,
        "clean": lambda html: Markup(clean_html(html)),  # noqa: S704  # that is what cleaning is for
        "to_text": lambda html: plain_text(clean_html(html)),
        **data,
    }
    name = f"{domain}/mail/{kind}.jinja2"
    escaped = environment(domain, scope.tenant.domains[domain])
    plain = _without_escaping(escaped)
    subject = plain.get_template(name).render(values, part="subject")
    text = plain.get_template(name).render(values, part="text")
    html = escaped.get_template(name).render(values, part="html")
    return Composed(one_line(subject, LONGEST_SUBJECT), _tidy(text), _tidy(html))


@cache
def _without_escaping(escaped: Environment) -> Environment:
    # Subject and text are no HTML: "&" stays "&".
    return escaped.overlay(autoescape=False)


def _tidy(text: str) -> str:
    """Take out what template lines leave behind."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BLANKS.sub("\n", text)
    return _GAPS.sub("\n\n", text).strip() + "\n"
