"""What each organisation can set."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("webhook")


class Settings(colander.MappingSchema):
    """Where to."""

    title = _("Webhook")
    url = colander.SchemaNode(
        colander.String(),
        title=_("Address that is told"),
        description=_("Begins with https://; empty tells nobody."),
        validator=colander.All(
            colander.Length(max=1000),
            colander.Regex(r"^https?://[^\s/?#@]+([/?][^\s#]*)?\Z", msg=_("This is no address.")),
        ),
        missing="",
    )
    key = colander.SchemaNode(
        colander.String(),
        title=_("Key of the signature"),
        description=_("The receiver needs the same. Empty signs nothing."),
        widget_name="secret",
        validator=colander.Length(min=16, max=200),
        missing="",
    )
