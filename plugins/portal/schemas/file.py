"""Files for a case that exists, with one label for them."""

from dataclasses import replace

import colander
from translationstring import TranslationStringFactory

from core.plugin.api import Scope
from core.plugin.api.fields import TYPES, FieldDefinition
from core.plugin.api.files import limits_of

_ = TranslationStringFactory("portal")

LABEL = FieldDefinition(key="label", type="text", labels={}, validation={"max_length": 200})
FILES = FieldDefinition(key="files", type="file", labels={})


def file_schema(scope: Scope) -> colander.SchemaNode:
    label = TYPES["text"].node(LABEL, "en")
    label.title = _("Label")
    label.description = _("What it is, in a few words. For example: invoice of May.")
    most = {"max_files": limits_of(scope).max_files}
    files = TYPES["file"].node(replace(FILES, validation=most), "en")
    files.title = _("File")
    files.missing = colander.required
    files.missing_msg = _("Choose a file first.")
    return colander.SchemaNode(colander.Mapping(), label, files)
