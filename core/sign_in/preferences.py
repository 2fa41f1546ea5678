"""The form for language, appearance and time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from translationstring import TranslationStringFactory

from core.identity.services.preferences import set_language, set_time_zone
from core.sign_in.forms import sign_in_form
from core.sign_in.schemas import mapping
from core.time_zones import place_zones
from core.web.browser_preferences import THEMES, remember_for_a_year
from core.web.forms import handle_edit
from core.web.request import LANGUAGE_COOKIE, THEME_COOKIE
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.identity.people import Person
    from core.scope import Scope
    from core.sign_in.pages import Render
    from core.web.request import Request

_ = TranslationStringFactory("core")

TENANTS = "organisation"  # the time zone of who chose none


def edit_preferences(request: Request, person: Person, render: Render, *, back: str) -> Any:
    """Show the form with what the person chose before, or remember the new choice.

    :param back: the page to go to then
    """
    scope = request.scope
    form = sign_in_form(
        scope, "preferences", lambda: preferences_schema(scope), ("save", _("Save"))
    )
    current = {
        "language": person.locale or scope.locale,
        "theme": request.theme,
        "time_zone": person.time_zone or TENANTS,
    }

    def save(changes: Mapping[str, Any]) -> HTTPSeeOther:
        values = {**current, **changes}
        if "language" in changes:
            set_language(scope, person, values["language"])
        if "time_zone" in changes:
            zone = values["time_zone"]
            set_time_zone(scope, person, "" if zone == TENANTS else zone)
        response = HTTPSeeOther(back)
        remember_for_a_year(request, response, LANGUAGE_COOKIE, values["language"])
        remember_for_a_year(request, response, THEME_COOKIE, values["theme"])
        said = scope.tenant.translator(values["language"])
        request.flash_message("success", said.translate(_("Your settings are saved.")))
        return response

    return handle_edit(request, form, save, render=render, current=current)


def preferences_schema(scope: Scope) -> colander.SchemaNode:
    languages = [(code, language_name(code)) for code in scope.tenant.languages]
    themes = [(key, scope.translate(title)) for key, title in THEMES.items()]
    tenants = scope.translator.translate(
        _("As the organisation (${zone})", mapping={"zone": scope.tenant.time_zone})
    )
    zones = [(TENANTS, tenants), *((zone, zone.replace("_", " ")) for zone in place_zones())]
    return mapping(
        _list("language", _("Language"), languages),
        _list("theme", _("Appearance"), themes),
        _list("time_zone", _("Time zone"), zones),
    )


def _list(name: str, title: str, options: list[tuple[str, str]]) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.String(),
        name=name,
        title=title,
        widget_name="list",
        options=options,
        missing_msg=_("Choose one."),
        validator=colander.OneOf([key for key, _label in options]),
    )
