"""What the studio's pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from translationstring import TranslationStringFactory

from core.fields.services.drafts import Draft, form_key, get_draft
from core.fields.titles import FORM_TITLES
from fields_config.texts import title_of

if TYPE_CHECKING:
    from core.web.request import Request
    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")

PAGES = (
    ("core.studio_form", _("Edit fields")),
    ("core.studio_preview", _("Preview")),
    ("core.studio_review", _("Review and publish")),
    ("core.studio_versions", _("Versions")),
)


def draft_of(request: Request) -> Draft:
    """Return the draft of the form that the address names."""
    return get_draft(request.scope, form_key(request.matchdict["form"]))


def name_of(request: Request, field: FieldDefinition) -> str:
    scope = request.scope
    return title_of(field, scope.locale, scope.tenant.default_locale)


def frame(request: Request, draft: Draft, **values: Any) -> dict[str, Any]:
    """Return what the studio's template needs around a page."""
    translate = request.scope.translate
    here = request.matched_route.name
    page = here if any(here == route for route, _title in PAGES) else PAGES[0][0]
    key = draft.form_key
    return {
        "draft": draft,
        "form_title": translate(FORM_TITLES[key]),
        "modules": [
            (translate(title), request.route_path("core.studio_form", form=form), form == key)
            for form, title in FORM_TITLES.items()
        ],
        "pages": [
            (translate(title), request.route_path(route, form=key), route == page)
            for route, title in PAGES
        ],
        **values,
    }


def to_form(request: Request, draft: Draft, *, row: str = "") -> HTTPSeeOther:
    """Lead to the list of fields.

    :param row: the key of the field at which to go on
    """
    place = at_row(row)
    return HTTPSeeOther(request.route_path("core.studio_form", form=draft.form_key, **place))


def at_row(key: str) -> dict[str, str]:
    """Return the part of an address that leads to a row of the table.

    Whoever has moved the row goes on there, by keyboard too. Without a key, it leads to the page.
    """
    return {"_anchor": f"row-{key}"} if key else {}


def to_field(request: Request, draft: Draft, key: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("core.studio_field", form=draft.form_key, key=key))


def to_review(request: Request, draft: Draft) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("core.studio_review", form=draft.form_key))
