"""The organisation, its settings by section, and what has happened in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.activity.describing import describe_activity, list_kinds
from core.activity_log.names import names_in
from core.admin.schemas import organisation_schema
from core.admin.services.audit import SIZE, list_activity
from core.admin.services.impact import (
    REGISTRATION_CLOSES,
    count_reach,
    shown_count,
    tell_readers,
)
from core.admin.services.organisation import FACTS_PART, change_organisation
from core.admin.views.frame import next_url, page_after
from core.cases.web.filter_controls import NOT_OFFERED
from core.errors import NotFoundError
from core.files.types import refuse_programs
from core.tenancy.secrets import is_secret, marks_of
from core.tenancy.services import change_settings
from core.undo.services import undoable
from core.web.administration import first_pages
from core.web.confirmation import ask_first, is_confirmed
from core.web.forms import form_from_schema, handle_edit
from core.web.request import Request
from core.web.widgets.submission import is_in_rows
from core.web.widgets.text import WriteOnly
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyramid.response import Response

_ = TranslationStringFactory("core")

SAVE = (("save", _("Save")),)


@view_config(route_name="core.admin_home")
def open_admin(request: Request) -> HTTPSeeOther:
    """Go to the first of the admin's pages that this person may open.

    :raises NotFoundError: there is none
    """
    page = next(iter(first_pages(request.scope).values()), None)
    if page is None:
        raise NotFoundError("admin")
    return HTTPSeeOther(request.route_path(page.route))


@view_config(
    route_name="core.admin",
    permission="settings:change",
    renderer="core/admin/organisation.jinja2",
    require_csrf=False,
)
def edit_organisation(request: Request) -> Any:
    """Show and change the organisation."""
    tenant = request.tenant
    schema = organisation_schema(request.scope)

    def save(changes: Mapping[str, Any]) -> Any:
        place = request.route_path("core.admin")
        values = dict(changes)
        if "languages" in values:
            order = [code for code, _name in schema["languages"].options]
            values["languages"] = [code for code in order if code in values["languages"]]
            gone = [code for code in tenant.languages if code not in values["languages"]]
            kept_default = tenant.default_locale not in gone or "default_locale" in values
            if gone and kept_default and not is_confirmed(request):
                return _ask_about_languages(request, gone, place)
        with undoable(
            request.scope, "settings:change", FACTS_PART, "branding", place=place
        ) as step:
            change_organisation(request.scope, values)
        request.flash_message("success", _("Saved. It shows from the next page on."), step.id)
        return HTTPSeeOther(place)

    return handle_edit(
        request,
        form_from_schema(schema, request.scope.translator, buttons=SAVE, form_id="organisation"),
        save,
        render=lambda view: {
            "form": view,
            "accent": tenant.branding.accent,
        },
        current={
            "name": tenant.name,
            "languages": set(tenant.languages),
            "default_locale": tenant.default_locale,
            "time_zone": tenant.time_zone,
            "accent": tenant.branding.accent,
            "support_email": tenant.branding.support_email,
        },
    )


@view_config(route_name="core.settings", permission="settings:change")
def open_settings(request: Request) -> HTTPSeeOther:
    """Begin with the first section."""
    section = next(iter(_sections(request)))
    return HTTPSeeOther(request.route_path("core.settings_section", section=section))


@view_config(
    route_name="core.settings_section",
    permission="settings:change",
    renderer="core/admin/settings.jinja2",
    require_csrf=False,
)
def edit_settings(request: Request) -> Any:
    """Show and change one section, by the schema that the feature or plugin declares."""
    sections = _sections(request)
    section = request.matchdict["section"]
    if section not in sections:
        raise NotFoundError(section)
    title, schema = sections[section]

    def save(values: Mapping[str, Any]) -> Any:
        if section == "files":
            refuse_programs(values.get("types", ""))
        before = request.tenant.settings(section)
        closes = before.get("self_registration") and values.get("self_registration") is False
        if section == "identity" and closes and not is_confirmed(request):
            return _ask_about_registration(request)
        with undoable(
            request.scope, "settings:change", "settings", "secrets", place=request.path
        ) as step:
            change_settings(request.scope, section, values)
        request.flash_message("success", _("Saved. It shows from the next page on."), step.id)
        return HTTPSeeOther(request.path)

    return handle_edit(
        request,
        form_from_schema(
            _as_form(request, _without_own_pages(schema().clone())),
            request.scope.translator,
            buttons=SAVE,
            form_id="settings",
        ),
        save,
        render=lambda view: {
            "form": view,
            "title": title,
            "sections": [
                (name, request.route_path("core.settings_section", section=key), key == section)
                for key, (name, _schema) in sections.items()
            ],
        },
        current={
            **request.tenant.settings(section),
            **marks_of(request.tenant.secrets.get(section, {})),
        },
    )


@view_config(route_name="core.audit", permission="audit:read", renderer="core/admin/audit.jinja2")
def show_audit(request: Request) -> dict[str, Any]:
    """List what happened, the newest first."""
    kind = request.GET.get("kind", "")[:60].replace("\x00", "")  # PostgreSQL takes no NUL
    rows = list_activity(request.scope, kind=kind, after=page_after(request))
    kinds = list_kinds(request.scope)
    return {
        "lines": describe_activity(request.scope, rows, names_in(request.scope, rows)),
        "kind": kind,
        "unheeded": [request.scope.translate(NOT_OFFERED)] if kind and kind not in kinds else [],
        "kinds": kinds,
        "next_url": next_url(request, rows, SIZE, rows[-1].id if rows else None),
    }


def _ask_about_languages(request: Request, gone: list[str], back: str) -> Response:
    """Say who reads the languages that are to go."""
    translate = request.scope.translate
    effects = [
        *tell_readers(request.scope, gone),
        _("Names and texts in it are kept, for when it comes back."),
    ]
    names = {
        "languages": ", ".join(map(language_name, gone)),
        "organisation": request.tenant.name,
    }
    return ask_first(
        request,
        translate(_("Switch off ${languages} for ${organisation}?", mapping=names)),
        [translate(text) for text in effects],
        translate(_("Save")),
        back,
    )


def _ask_about_registration(request: Request) -> Response:
    translate = request.scope.translate
    reach = count_reach(request.scope)
    names = {"organisation": request.tenant.name}
    effects = [
        REGISTRATION_CLOSES,
        _(
            "Customers signed in now: ${count}",
            mapping={"count": shown_count(request.scope, reach.customers)},
        ),
    ]
    return ask_first(
        request,
        translate(_("Close registration for ${organisation}?", mapping=names)),
        [translate(text) for text in effects],
        translate(_("Save")),
        request.path,
    )


def _without_own_pages(schema: colander.MappingSchema) -> colander.MappingSchema:
    """Leave out the settings that have a page of their plugin's."""
    schema.children = [node for node in schema.children if not getattr(node, "has_own_page", False)]
    return schema


def _as_form(request: Request, schema: colander.MappingSchema) -> colander.MappingSchema:
    """Make a schema such that a value that has a default is not left empty, and return it.

    What can be chosen is what ``options`` names, in pairs, or else what ``OneOf`` allows.
    """
    translate = request.scope.translate
    for node in schema.children:
        if is_in_rows(node):
            entry = node.children[0]
            _as_form(request, entry if entry.children else node)
            continue
        if is_secret(node):
            node.typ = WriteOnly()
            continue
        is_blank = node.missing in ("", None, colander.drop)
        if not is_blank and not isinstance(node.typ, colander.Boolean):
            node.missing = colander.required
            node.missing_msg = _("Fill in “${label}”.", mapping={"label": node.title})
        if isinstance(node.validator, colander.OneOf):
            pairs = getattr(node, "options", [(key, key) for key in node.validator.choices])
            node.options = [(key, translate(words)) for key, words in pairs]
            node.widget_name = "list"
    return schema


def _sections(request: Request) -> dict[str, tuple[str, type[colander.MappingSchema]]]:
    """Return (title, schema) by section: the core's, then those of plugins that are on."""
    settings = request.platform.plugins.settings_of(request.tenant.plugins)
    return {
        name: (request.scope.translate(title), schema) for name, (title, schema) in settings.items()
    }
