"""A plugin's templates: they can be read, and hold nothing that the pages' policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import TemplateError

from core.plugin_kit.subject import Finding
from core.templating import environment

if TYPE_CHECKING:
    from core.plugin_kit.subject import Subject

UNREADABLE = "template-syntax"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TAG = r"<[a-zA-Z][^>]*?\s"
FORBIDDEN = {
    "inline-script": (
        re.compile(r"<script(?![^>]*\ssrc\s*=)", re.IGNORECASE),
        re.compile(TAG + r"on[a-z]+\s*=", re.IGNORECASE),
        re.compile(r"""=\s*["']?\s*javascript:""", re.IGNORECASE),
    ),
    "inline-style": (
        re.compile(r"<style\b", re.IGNORECASE),
        re.compile(TAG + r"style\s*=", re.IGNORECASE),
    ),
    "foreign-source": (
        re.compile(r"<(?:script|img|link|iframe)\b[^>]*\s(?:src|href)\s*=\s*[\"']?(?:https?:)?//"),
    ),
}
WHY = {
    "inline-script": "a script within the page, which no browser runs here: put it into static/",
    "inline-style": "a style within the page, which no browser heeds here: put it into static/",
    "foreign-source": "something from another host, which no browser loads here",
}


def check_templates(subject: Subject) -> Iterator[Finding]:
    """Look through every template."""
    made = environment(subject.name, subject.manifest.package)
    for path in subject.files("*.jinja2"):
        source = path.read_text(encoding="utf-8")
        try:
            made.parse(source)
        except TemplateError as error:
            yield Finding(UNREADABLE, f"{subject.named(path)} can't be read: {error.message}")
        text = COMMENT.sub("", source)
        for rule, patterns in FORBIDDEN.items():
            if any(pattern.search(text) for pattern in patterns):
                yield Finding(rule, f"{subject.named(path)} has {WHY[rule]}.")
