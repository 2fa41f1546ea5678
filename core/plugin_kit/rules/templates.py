"""A plugin's templates: they can be read, and hold nothing that the pages' policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, meta, nodes

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
            parsed = made.parse(source)
        except TemplateSyntaxError as error:
            where = f"{subject.named(path)}, line {error.lineno},"
            yield Finding(UNREADABLE, f"{where} can't be read: {error.message}")
        else:
            for what in _missing(made, parsed):
                yield Finding("template-missing", f"{subject.named(path)} needs {what}.")
        text = COMMENT.sub("", source)
        for rule, patterns in FORBIDDEN.items():
            if any(pattern.search(text) for pattern in patterns):
                yield Finding(rule, f"{subject.named(path)} has {WHY[rule]}.")


def _missing(made: Environment, template: nodes.Template) -> Iterator[str]:
    """Yield which templates it names that are not there, and which macros they have not."""
    for name in sorted(filter(None, meta.find_referenced_templates(template))):
        if not _is_there(made, name):
            yield f"the template '{name}', which is not there"
    for imported in template.find_all(nodes.FromImport):
        named = imported.template
        if not isinstance(named, nodes.Const) or not _is_there(made, named.value):
            continue
        offered = _names_in(made, named.value)
        for one in imported.names:
            macro = one[0] if isinstance(one, tuple) else one
            if macro not in offered:
                yield f"'{macro}' of '{named.value}', which has no such thing"


def _is_there(made: Environment, name: str) -> bool:
    try:
        _source_of(made, name)
    except TemplateNotFound:
        return False
    return True


def _source_of(made: Environment, name: str) -> str:
    assert made.loader is not None  # noqa: S101  # for mypy: each environment of ours has one
    return made.loader.get_source(made, name)[0]


def _names_in(made: Environment, name: str) -> set[str]:
    """Return the macros and names that a template sets at its top level."""
    body = made.parse(_source_of(made, name)).body
    macros = {node.name for node in body if isinstance(node, nodes.Macro)}
    assigned = [node.target for node in body if isinstance(node, nodes.Assign)]
    return macros | {target.name for target in assigned if isinstance(target, nodes.Name)}
