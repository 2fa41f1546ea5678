"""Settings that are secrets: stored encrypted, apart from the others, and never given out.

They have a document of their own, so whatever reads, exports, compares or replaces the other
settings does not meet them. A text is bound to its tenant, section and name.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import colander

from core.encryption import encrypt, purpose_of_setting, renew

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from core.settings.environment import Settings

WIDGET = "secret"


def is_secret(node: colander.SchemaNode) -> bool:
    """Whether a node of a settings schema declares a secret."""
    return getattr(node, "widget_name", None) == WIDGET


def secret_names(schema: colander.SchemaNode) -> frozenset[str]:
    """Return the names of the secrets among the settings of a section."""
    return frozenset(node.name for node in schema.children if is_secret(node))


def misdeclared_secrets(schema: colander.SchemaNode) -> list[str]:
    """Return the names of secrets that are no texts, have a default, or stand below a setting."""
    return [
        *(
            node.name
            for node in schema.children
            if is_secret(node)
            and not (isinstance(node.typ, colander.String) and node.missing == "")
        ),
        *(below.name for node in schema.children for below in _below(node) if is_secret(below)),
    ]


def _below(node: colander.SchemaNode) -> Iterator[colander.SchemaNode]:
    for child in node.children:
        yield child
        yield from _below(child)


def change_secrets(
    settings: Settings,
    tenant_id: UUID,
    stored: Mapping[str, Mapping[str, str]],
    section: str,
    changes: Mapping[str, Any],
) -> dict[str, dict[str, str]]:
    """Return the document of secrets with some of a section changed; an empty one is removed.

    :param stored: section -> name -> encrypted text
    :param changes: name -> text
    """
    ours = dict(stored.get(section, {}))
    for name, text in changes.items():
        ours.pop(name, None)
        if text:
            ours[name] = encrypt(settings, text, purpose_of_setting(tenant_id, section, name))
    found = {**{key: dict(one) for key, one in stored.items()}, section: ours}
    return {key: one for key, one in found.items() if one}


def renewed_secrets(
    settings: Settings, tenant_id: UUID, stored: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return the document of secrets with all of them under the installation's secret in force.

    :raises core.encryption.UnreadableError: the secret of one of them is gone
    """
    return {
        section: {
            name: renew(settings, token, purpose_of_setting(tenant_id, section, name))
            for name, token in texts.items()
        }
        for section, texts in stored.items()
    }


def marks_of(secrets: Mapping[str, str]) -> dict[str, str]:
    """Return a mark of each secret that is set, which differs when it is set anew."""
    return {
        name: hashlib.sha256(token.encode()).hexdigest()[:16] for name, token in secrets.items()
    }
