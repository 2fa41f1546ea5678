"""The state of one rendering of a cached form; none of it is stored on the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.web.widgets.field_attributes import Choice
    from fields_config.policy import Decision

NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    return NOTHING


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that has arrived already, listed again after an error."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """One reader's view of a form.

    :param errors: field name -> sentences in the reader's language
    :param problems: sentences about the whole form
    :param decisions: field name -> what the policy says; None leaves all to the schema
    :param files: field name -> the files that are kept
    :param stored: field name -> what is stored, for the fields that can only be seen
    :param choices: field name -> options that depend on the person, such as their accounts
    :param key: the one-time key, so that a double click makes one thing
    :param notes: field name -> a sentence above the control that is no error
    :param base: what the page notes of the values it is drawn with (``core.web.edits``)
    :param owner: our signature of whom the form is drawn for; empty for strangers
    :param saves_draft: whether what is being written is kept, and ``revision`` of what is
    :param waiting: what to tell of a draft that is drawn into the form
    """

    errors: Mapping[str, tuple[str, ...]] = field(default_factory=nothing)
    problems: tuple[str, ...] = ()
    decisions: Mapping[str, Decision] | None = None
    files: Mapping[str, tuple[UploadedFile, ...]] = field(default_factory=nothing)
    stored: Mapping[str, Any] = field(default_factory=nothing)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=nothing)
    csrf_token: str = ""
    key: str = ""
    action: str = ""
    owner: str = ""
    saves_draft: bool = False
    revision: int = 0
    waiting: str = ""
    notes: Mapping[str, str] = field(default_factory=nothing)
    base: str = ""
    upload_url: str = ""


UNTOUCHED = FormState()
