"""One field: its properties, and a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.fields.field_values import field_from_values, new_field, values_of_field
from core.fields.schemas import FieldForm, field_schema, new_field_schema
from core.fields.services import editing
from core.fields.services.drafts import DESIGN, check_unchanged, fingerprint, get_field
from core.fields.services.publish_impact import tell_reach
from core.fields.services.publishing import compare_forms, publish_draft, review_draft
from core.fields.services.undoing import part_of
from core.fields.views.frame import (
    draft_of,
    frame,
    name_of,
    to_field,
    to_review,
)
from core.undo.services import undoable
from core.web.confirmation import ask_first, is_confirmed
from core.web.forms import CachedForm, form_from_schema, handle_edit, handle_form
from core.web.request import Request
from fields_config.definition import SCREENS, Access, Grant
from fields_config.field import REQUIRED
from fields_config.reserved import RESERVED_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyramid.response import Response

    from core.fields.services.drafts import Draft
    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")

SAVE = (("save", _("Save in the draft")), ("publish", _("Save and publish")))
ADD = (("save", _("Add the field")),)
SEEN = "_seen"
# What became of the field -> the kind of message, and its words.
OUTCOMES = {
    "saved": ("success", _("Saved in the draft. Customers see it once published.")),
    "review": ("warning", _("Saved in the draft. Review it before you publish.")),
    "published": ("success", _("Published. It shows from the next page on.")),
}
FORMER, MOST_REMEMBERED = "former", 5
LISTS_COUNT = _("You changed the lists of customers as well as the tick: the lists count.")


@view_config(
    route_name="core.studio_field",
    permission="fields:design",
    renderer="core/fields/field.jinja2",
    require_csrf=False,
)
def edit_field(request: Request) -> Any:
    """Show and save the properties of one field."""
    draft = draft_of(request)
    field = get_field(draft, request.matchdict["key"])
    languages = request.tenant.languages
    kind = request.scope.tenant.types.get(field.type)
    schema = field_schema(request.scope, draft.form, field, kind)
    now = fingerprint(draft, field.key)
    seen = request.typed(SEEN) or now

    def check() -> None:
        nonlocal seen
        before, seen = seen, now  # a conflict is named once; saving again is meant
        check_unchanged(draft, field.key, before)

    def save(values: Mapping[str, Any]) -> Any:
        former = _former(request, draft, field)
        locale = request.scope.locale
        changed = field_from_values(field, values, languages, kind, locale, former=former)
        if "publish" in request.POST and not is_confirmed(request):
            asked = _ask_about_customers(request, draft, changed)
            if asked is not None:
                return asked
        place = request.route_path("core.studio_field", form=draft.form_key, key=field.key)
        with undoable(request.scope, DESIGN, part_of(draft.form_key), place=place) as step:
            saved = editing.save_field(request.scope, draft.form_key, changed, seen=now)
            outcome = _publish(request, saved, field.key) if "publish" in request.POST else "saved"
        if changed.in_portal != values["portal"]:
            request.flash_message("info", LISTS_COUNT)
        if field.in_portal and not changed.in_portal:
            _remember(request, draft, field)
        if outcome in OUTCOMES:
            request.flash_message(*OUTCOMES[outcome], step.id)
        return (
            to_review(request, saved)
            if outcome == "review"
            else to_field(request, draft, field.key)
        )

    shown = editing.with_portal(field, on=True, former=_former(request, draft, field))
    return handle_edit(
        request,
        _make_form(request, schema, SAVE),
        save,
        render=lambda view: frame(
            request,
            draft,
            form=view,
            seen=seen,
            field=field,
            name=name_of(request, field),
            kind=kind,
            tabs=field_tabs(request, draft, field.key),
            is_new=draft.published.field(field.key) is None,
            former={screen: _bare(shown.grant("customer", screen)) for screen in SCREENS},
        ),
        current=values_of_field(field, languages, kind, request.scope.locale),
        check=check,
        is_whole=True,
    )


@view_config(
    route_name="core.studio_new",
    permission="fields:design",
    renderer="core/fields/new.jinja2",
)
def add_field(request: Request) -> Any:
    """Let the person choose a type, then name the field."""
    draft = draft_of(request)
    kinds = request.scope.tenant.types
    kind = kinds.get(request.typed("type", anywhere=True))
    if kind is None:
        translate = request.scope.translate
        palette = [(name, translate(known.title)) for name, known in kinds.items()]
        return frame(request, draft, palette=palette, kind=None)

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        taken = {field.key for field in draft.form.fields} | RESERVED_KEYS
        field = new_field(kind, values, request.tenant.languages, taken)
        editing.add_field(request.scope, draft.form_key, field)
        request.flash_message("success", _("The field is in the draft."))
        route = "core.studio_options" if kind.has_options else "core.studio_field"
        path = request.route_path(route, form=draft.form_key, key=field.key)
        return HTTPSeeOther(path)

    return handle_form(
        request,
        _make_form(request, new_field_schema(request.scope, draft.form), ADD),
        add,
        render=lambda view: frame(request, draft, form=view, kind=kind),
    )


def field_tabs(request: Request, draft: Draft, key: str) -> list[tuple[str, str, bool]]:
    """Return the pages of one field: (title, address, whether it is this page)."""
    field = get_field(draft, key)
    kind = request.scope.tenant.types.get(field.type)
    routes = [("core.studio_field", _("Properties"))]
    if kind is not None and kind.has_options:
        routes.append(("core.studio_options", _("Options")))
    routes.append(("core.studio_rules", _("Rules")))
    here = request.matched_route.name
    if here == "core.studio_option_text":
        here = "core.studio_options"
    return [
        (
            request.scope.translate(title),
            request.route_path(route, form=draft.form_key, key=key),
            route == here,
        )
        for route, title in routes
    ]


def _former(request: Request, draft: Draft, field: FieldDefinition) -> FieldDefinition | None:
    """Return the field as customers last met it; what this person hid is remembered exactly."""
    if field.in_portal:
        return field
    kept = request.session.get(FORMER, {}).get(f"{draft.form_key}.{field.key}")
    if kept is None:
        return editing.former_in_portal(request.scope, draft, field.key)
    for screen, said in zip(SCREENS, kept, strict=True):
        access, required, _rest = said.partition(REQUIRED)
        field = field.with_grant("customer", screen, Grant(Access(access), bool(required)))
    return field


def _remember(request: Request, draft: Draft, field: FieldDefinition) -> None:
    """Keep what customers' lists were, for when the tick comes back; a cookie holds a few."""
    kept = {**request.session.get(FORMER, {})}
    kept.pop(f"{draft.form_key}.{field.key}", None)
    kept[f"{draft.form_key}.{field.key}"] = [
        _bare(field.grant("customer", screen)) for screen in SCREENS
    ]
    request.session[FORMER] = dict(list(kept.items())[-MOST_REMEMBERED:])


def _bare(grant: Grant) -> str:
    return str(Grant(grant.access, grant.required and grant.access is Access.EDIT))


def _make_form(
    request: Request, made: FieldForm, buttons: tuple[tuple[str, str], ...]
) -> CachedForm:
    kept = form_from_schema(made.schema, request.scope.translator, buttons=buttons, form_id="field")
    kept.form.sections = made.sections
    return kept


def _ask_about_customers(
    request: Request, draft: Draft, changed: FieldDefinition
) -> Response | None:
    """Say first what it does if customers are to meet the field otherwise than now."""
    before = draft.published.grant
    others = draft.form.with_field(changed)
    if not _is_only_change(replace(draft, form=others), changed.key) or all(
        before(changed.key, "customer", screen).state
        == others.grant(changed.key, "customer", screen).state
        for screen in SCREENS
    ):
        return None
    scope, key = request.scope, draft.form_key
    names = {"label": name_of(request, changed), "organisation": request.tenant.name}
    return ask_first(
        request,
        scope.translate(_("Publish “${label}” for ${organisation}?", mapping=names)),
        [
            *compare_forms(scope, draft.published, others),
            *tell_reach(scope, key, draft.published, others),
        ],
        scope.translate(_("Save and publish")),
        request.route_path("core.studio_field", form=key, key=changed.key),
    )


def _publish(request: Request, draft: Draft, key: str) -> str:
    """Publish a draft whose only change is this field; more is reviewed first."""
    review = review_draft(request.scope, draft.form_key)
    if review.errors or not _is_only_change(draft, key):
        return "review"
    if review.changes:
        publish_draft(request.scope, draft.form_key, revision=draft.revision)
        return "published"
    return "same"


def _is_only_change(draft: Draft, key: str) -> bool:
    before = draft.published.field(key)
    without = draft.form.with_field(before) if before else draft.form.without_field(key)
    return without == draft.published
