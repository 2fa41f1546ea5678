"""One field of a compiled form, with everything that reading it needs."""

from dataclasses import dataclass
from typing import Any

import colander
from translationstring import TranslationStringFactory

from fields_config.definition import Access, FieldDefinition, Grant
from fields_config.emptiness import is_empty
from fields_config.field_type import FieldType
from fields_config.kinds.choices import GONE
from fields_config.options import SEPARATOR, iter_options
from fields_config.policy import Decision
from fields_config.texts import label

_ = TranslationStringFactory("core")


@dataclass(frozen=True, slots=True)
class CompiledField:
    """``offered`` are the paths that can be chosen anew; ``branches`` those with more below.

    ``is_asked_whole`` of a tree of which a part is stored: that alone is not enough any more.
    """

    definition: FieldDefinition
    kind: FieldType
    node: colander.SchemaNode
    access: Access
    offered: frozenset[str]
    branches: frozenset[str]
    is_asked_whole: bool = False

    def read(self, cstruct: Any) -> Any:
        """Return the stored form of what was sent.

        :raises colander.Invalid: with a sentence that says what to do
        """
        value = self.node.typ.deserialize(self.node, cstruct)
        return self.kind.empty if value is colander.null else value

    def default(self, value: Any) -> Any:
        """Return a default as the field stores it; what can't be chosen any more is nothing."""
        try:
            found = self.read(self.node.typ.serialize(self.node, value))
        except colander.Invalid:
            return self.kind.empty
        chosen = found if self.kind.many else (found,)
        is_left = not self.kind.has_options or self.offered.issuperset(filter(None, chosen))
        return found if is_left else self.kind.empty

    def refusal(self, value: Any, decision: Decision, stored: Any) -> str | None:
        """Say why a value that was read can't be taken, or None where it can."""
        if is_empty(value):
            return self.node.missing_msg if decision.required else None
        if not self.kind.has_options:
            return None
        kept = stored if isinstance(stored, list | tuple) else (stored,)
        for path in value if self.kind.many else (value,):
            if path not in self.offered and path not in kept:
                return GONE
            if decision.options is not None and path not in decision.options:
                return GONE
        is_new = value != stored or self.is_asked_whole
        if decision.required and self.kind.has_levels and is_new:
            return self._unfinished(value, decision)
        return None

    def is_missing(self, value: Any, decision: Decision) -> bool:
        """Whether a stored value is not all that is required."""
        if not decision.required or is_empty(value):
            return decision.required
        is_path = self.kind.has_levels and isinstance(value, str)
        return is_path and self._unfinished(value, decision) is not None

    def _unfinished(self, path: str, decision: Decision) -> str | None:
        """Ask for the next level of a tree while options are left below ``path``."""
        if path not in self.branches:
            return None
        if decision.options is not None and not any(
            option.startswith(path + SEPARATOR) for option in decision.options & self.offered
        ):
            return None
        depth = path.count(SEPARATOR) + 1
        levels = self.node.levels
        title = levels[depth] if depth < len(levels) else self.node.title
        message: str = _("Choose an option for “${label}”.", mapping={"label": title})
        return message


def compile_field(
    field: FieldDefinition,
    kind: FieldType,
    grant: Grant,
    language: str,
    default_language: str,
    *,
    is_asked_whole: bool = False,
) -> CompiledField:
    node = kind.node(field, language, default_language)
    node.levels = tuple(label(level, language, default_language) for level in field.levels)
    node.access = grant.access
    if grant.access is Access.EDIT and grant.required:
        node.missing = colander.required
    options = field.options if kind.has_options else ()
    offered = frozenset(path for path, _option, active in iter_options(options) if active)
    above = (path.rpartition(SEPARATOR)[0] for path in offered)
    branches = frozenset(filter(None, above))
    return CompiledField(field, kind, node, grant.access, offered, branches, is_asked_whole)
