"""What an organisation decides about files."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")


class FileSettings(colander.MappingSchema):
    """Files."""

    max_megabytes = colander.SchemaNode(
        colander.Integer(),
        title=_("Largest file (MB)"),
        validator=colander.Range(1, 100),
        missing=25,
    )
    max_files = colander.SchemaNode(
        colander.Integer(),
        title=_("Most files per message"),
        validator=colander.Range(1, 50),
        missing=10,
    )
    types = colander.SchemaNode(
        colander.String(),
        title=_("Allowed file types"),
        description=_("Extensions, separated by spaces."),
        missing="rar zip ppt pptx pdf doc docx xls xlsx txt mp4 jpg jpeg png gif svg csv vsdx vsd"
        " msg wav",
    )
