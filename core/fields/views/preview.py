"""Trying a draft out before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.fields.schemas import PLACES
from core.fields.views.frame import draft_of, frame
from core.files.forms import file_rule, take_upload, uploads_of
from core.web.forms import FormExtras, form_from_definition, handle_form
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.web.request import Request
    from fields_config.definition import Audience, Screen

_ = TranslationStringFactory("core")


@view_config(
    route_name="core.studio_preview",
    permission="fields:design",
    renderer="core/fields/preview.jinja2",
)
def show_preview(request: Request) -> Any:
    """Render the draft as the real pages do, as another audience sees it."""
    draft = draft_of(request)
    tenant, translate = request.tenant, request.scope.translate
    place = request.GET.get("place", "")
    places: dict[str, tuple[Audience, Screen]] = {f"{a}-{s}": (a, s) for a, s in PLACES}
    audience, screen = places.get(place, ("customer", "create"))
    language = request.GET.get("language", "")
    if language not in tenant.languages:
        language = request.scope.locale
    form = form_from_definition(
        tenant,
        draft.form,
        audience,
        screen,
        language,
        buttons=(("try", _("Try it")),),
        form_id="preview",
        file_rule=file_rule(request.scope),
    )
    extras = FormExtras(
        uploads=uploads_of(request.scope),
        upload_url=request.route_path("core.studio_uploads", form=draft.form_key),
    )
    page = frame(
        request,
        draft,
        places=[
            (f"{a}-{s}", translate(title), (a, s) == (audience, screen))
            for (a, s), title in PLACES.items()
        ],
        preview_languages=[
            (code, language_name(code), code == language) for code in tenant.languages
        ],
        language=language,
    )

    def accept(_values: Mapping[str, Any]) -> HTTPSeeOther:
        request.flash_message("success", _("This would be accepted. Nothing was saved."))
        return HTTPSeeOther(request.path_qs)

    return handle_form(
        request, form, accept, render=lambda view: {**page, "form": view}, extras=extras
    )


@view_config(
    route_name="core.studio_uploads",
    permission="fields:design",
    renderer="json",
    request_method="POST",
)
def stage_upload(request: Request) -> dict[str, str]:
    """Keep a file that somebody tries the preview with. No form claims it."""
    return take_upload(request)
