"""The list of a form's fields: order, use, and who meets them where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.fields.schemas import PLACES
from core.fields.services import editing
from core.fields.services.drafts import form_key
from core.fields.views.frame import draft_of, frame, name_of, to_form
from core.web.request import Request
from fields_config.texts import title_of

if TYPE_CHECKING:
    from core.fields.services.drafts import Draft
    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")

CELLS = {
    "hidden": _("Hidden"),
    "view": _("Seen"),
    "edit": _("Edited"),
    "required": _("Required"),
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field in the list. ``cells`` are (state, words), one per audience and screen."""

    key: str
    name: str
    kind: str
    cells: tuple[tuple[str, str], ...]
    is_new: bool
    can_retire: bool
    has_rules: bool


@view_config(route_name="core.studio", permission="fields:design")
def open_studio(request: Request) -> HTTPSeeOther:
    """Begin with the fields of cases."""
    return HTTPSeeOther(request.route_path("core.studio_form", form="case"))


@view_config(
    route_name="core.studio_form",
    permission="fields:design",
    request_method="GET",
    renderer="core/fields/fields.jinja2",
)
def list_fields(request: Request) -> dict[str, Any]:
    """Show the fields in use by section, and those that are retired."""
    draft = draft_of(request)
    return frame(
        request,
        draft,
        sections=_sections(request, draft),
        inactive=[_row(request, draft, field) for field in draft.form.inactive_fields()],
    )


@view_config(route_name="core.studio_form", permission="fields:design", request_method="POST")
def change_fields(request: Request) -> HTTPSeeOther:
    """Do what the pressed button says to one field, or to those that are ticked."""
    scope, form = request.scope, form_key(request.matchdict["form"])
    posted = request.POST
    moved = request.typed("up") or request.typed("down")
    if moved:
        draft = editing.move_field(scope, form, moved, "up" if "up" in posted else "down")
    elif "reorder" in posted:
        draft = editing.order_fields(scope, form, posted.getall("order"))
    elif "retire" in posted:
        draft = editing.retire_field(scope, form, posted["retire"])
        request.flash_message("success", _("The field is retired in the draft. Its data are kept."))
    elif "delete" in posted:
        draft = editing.delete_field(scope, form, posted["delete"])
        request.flash_message("success", _("The field is gone from the draft."))
    else:
        draft = _reactivate(request)
    return to_form(request, draft, row=moved)


def _reactivate(request: Request) -> Draft:
    keys = [key for key in request.POST.getall("keys") if isinstance(key, str)]
    if not keys:
        request.flash_message("warning", _("Tick the fields that are to be used again."))
        return draft_of(request)
    draft = editing.reactivate_fields(request.scope, form_key(request.matchdict["form"]), set(keys))
    request.flash_message(
        "success", _("The fields are in use again in the draft. Publish it to show them.")
    )
    return draft


def _sections(request: Request, draft: Draft) -> list[tuple[str, list[FieldRow]]]:
    scope = request.scope
    titles = {
        section.key: title_of(section, scope.locale, scope.tenant.default_locale)
        for section in draft.form.sections
    }
    found: dict[str, list[FieldRow]] = {}
    for field in draft.form.active_fields():
        found.setdefault(titles.get(field.section, ""), []).append(_row(request, draft, field))
    return list(found.items())


def _row(request: Request, draft: Draft, field: FieldDefinition) -> FieldRow:
    translate = request.scope.translate
    kind = request.scope.tenant.types.get(field.type)
    states = [field.grant(audience, screen).state for audience, screen in PLACES]
    return FieldRow(
        key=field.key,
        name=name_of(request, field),
        kind=translate(kind.title) if kind else field.type,
        cells=tuple((state, translate(CELLS[state])) for state in states),
        is_new=draft.published.field(field.key) is None,
        can_retire="active" not in field.pinned,
        has_rules=any(rule.field == field.key for rule in draft.form.rules),
    )
