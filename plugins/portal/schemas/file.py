"""Files for a case that exists, with one label for them."""

import colander
from translationstring import TranslationStringFactory

from fields_config.field import FieldDefinition
from fields_config.types import TYPES

_ = TranslationStringFactory("portal")

LABEL = FieldDefinition(key="label", type="text", labels={}, validation={"max_length": 200})
FILES = FieldDefinition(key="files", type="file", labels={}, validation={"max_files": 10})


def file_schema() -> colander.SchemaNode:
    label = TYPES["text"].node(LABEL, "en")
    label.title = _("Label")
    label.description = _("What it is, in a few words. For example: invoice of May.")
    files = TYPES["file"].node(FILES, "en")
    files.title = _("File")
    files.missing = colander.required
    files.missing_msg = _("Choose a file first.")
    return colander.SchemaNode(colander.Mapping(), label, files)
