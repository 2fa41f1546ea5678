"""Forms of the admin's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.admin.widgets import OwnWords
from core.i18n import available_languages
from core.time_zones import place_zones
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.admin.services.wording import Text
    from core.scope import Scope

_ = TranslationStringFactory("core")


def _text(name: str, title: str, **options: Any) -> colander.SchemaNode:
    missing = _("Fill in “${label}”.", mapping={"label": title})
    found = {"missing_msg": missing, **options}
    return colander.SchemaNode(colander.String(), name=name, title=title, **found)


def organisation_schema(scope: Scope) -> colander.SchemaNode:
    """Make the form of name, languages, time zone and looks."""
    tenant = scope.tenant
    codes = list(dict.fromkeys([*tenant.languages, *available_languages()]))
    names = [(code, language_name(code)) for code in codes]
    known = sorted({*place_zones(), "UTC", tenant.time_zone})
    return colander.SchemaNode(
        colander.Mapping(),
        _text("name", _("Name"), validator=colander.Length(max=200)),
        colander.SchemaNode(
            colander.Set(),
            name="languages",
            title=_("Languages"),
            widget_name="multilist",
            options=names,
            validator=colander.Length(min=1, min_err=_("Choose at least one language.")),
            missing_msg=_("Choose at least one language."),
        ),
        _text("default_locale", _("Default language"), options=names, widget_name="list"),
        _text(
            "time_zone",
            _("Time zone"),
            options=[(zone, zone.replace("_", " ")) for zone in known],
            widget_name="list",
        ),
        _text(
            "accent",
            _("Accent colour"),
            description=_("# and six digits, for example #0b5cad. White must be readable on it."),
        ),
        _text(
            "support_email",
            _("Support address"),
            description=_("Shown to customers and used in mails."),
            missing="",
            widget_name="email",
            validator=colander.Email(_("Write an address such as help@example.org.")),
        ),
    )


def logos_schema() -> colander.SchemaNode:
    """Make the form of the logo and the one for dark pages."""
    titles = (
        ("logo", _("Logo"), _("It is shown 32 pixels high.")),
        (
            "logo_dark",
            _("Logo for dark pages"),
            _("Without one, the logo stands on a white plate there."),
        ),
    )
    return colander.SchemaNode(
        colander.Mapping(),
        *(
            colander.SchemaNode(
                colander.List(),
                name=name,
                title=title,
                description=hint,
                widget_name="file",
                missing=(),
            )
            for name, title, hint in titles
        ),
    )


def wording_schema(
    texts: Iterable[Text], language: str, titles: Mapping[str, str]
) -> colander.SchemaNode:
    """Make the form of the tenant's own words for some texts.

    :param titles: domain -> what people call the core or the plugin
    """
    return colander.SchemaNode(
        colander.Mapping(),
        *(
            colander.SchemaNode(
                colander.String(),
                name=text.name,
                title=text.english,
                description=text.english,
                missing="",
                widget=OwnWords(text, language, titles),
            )
            for text in texts
        ),
    )
