"""Review, preview, publish, restore."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.errors import NotFoundError
from core.fields.schemas import PLACES
from core.fields.services.drafts import discard_draft, form_key
from core.fields.services.publishing import (
    list_versions,
    publish_draft,
    restore_version,
    review_draft,
)
from core.fields.views.frame import draft_of, frame, name_of, to_form, to_review
from core.web.forms import form_from_definition, handle_form
from core.web.request import Request
from fields_config.texts import language_name

if TYPE_CHECKING:
    from fields_config.definition import Audience, Screen

_ = TranslationStringFactory("core")

TRY = (("try", _("Try it")),)


@view_config(
    route_name="core.studio_review",
    permission="fields:design",
    renderer="core/studio/review.jinja2",
)
def show_review(request: Request) -> dict[str, Any]:
    """Say in words what publishing would change, and what speaks against it."""
    review = review_draft(request.scope, form_key(request.matchdict["form"]))
    translate = request.scope.translate
    form = review.draft.form
    findings = []
    for finding in review.findings:
        field = form.field(finding.field)
        name = name_of(request, field) if field else ""
        findings.append((finding.severity, finding.field, name, translate(finding.message)))
    return frame(
        request,
        review.draft,
        changes=[translate(text) for text in review.changes],
        findings=findings,
        may_publish=review.draft.is_changed and not review.errors,
    )


@view_config(route_name="core.studio_publish", permission="fields:design", request_method="POST")
def publish(request: Request) -> HTTPSeeOther:
    """Publish the draft as it was when the person reviewed it."""
    posted = request.POST
    revision = posted.get("revision", "")
    key = form_key(request.matchdict["form"])
    publish_draft(
        request.scope,
        key,
        posted.get("note", ""),
        revision=int(revision) if revision.isdecimal() else -1,
    )
    request.flash_message("success", _("Published. It shows from the next page on."))
    return to_form(request, draft_of(request))


@view_config(route_name="core.studio_discard", permission="fields:design", request_method="POST")
def discard(request: Request) -> HTTPSeeOther:
    discard_draft(request.scope, form_key(request.matchdict["form"]))
    request.flash_message("success", _("The draft is discarded. What is published stands."))
    return to_review(request, draft_of(request))


@view_config(
    route_name="core.studio_versions",
    permission="fields:design",
    request_method="GET",
    renderer="core/studio/versions.jinja2",
)
def show_versions(request: Request) -> dict[str, Any]:
    draft = draft_of(request)
    return frame(request, draft, versions=list_versions(request.scope, draft.form_key))


@view_config(route_name="core.studio_versions", permission="fields:design", request_method="POST")
def restore(request: Request) -> HTTPSeeOther:
    """Publish an earlier version again."""
    version = request.typed("version")
    if not version.isdecimal():
        raise NotFoundError(version)
    key = form_key(request.matchdict["form"])
    # A longer number is no version, and no database takes it.
    number = restore_version(request.scope, key, int(version[:9]))
    message = _("Restored. It is now version ${version}.", mapping={"version": number})
    request.flash_message("success", message)
    return HTTPSeeOther(request.route_path("core.studio_versions", form=key))


@view_config(
    route_name="core.studio_preview",
    permission="fields:design",
    renderer="core/studio/preview.jinja2",
)
def show_preview(request: Request) -> Any:
    """Draw the draft with the renderer of the real pages, for somebody else's eyes."""
    draft = draft_of(request)
    tenant, translate = request.tenant, request.scope.translate
    place = request.GET.get("place", "")
    places: dict[str, tuple[Audience, Screen]] = {f"{a}-{s}": (a, s) for a, s in PLACES}
    audience, screen = places.get(place, ("customer", "create"))
    language = request.GET.get("language", "")
    if language not in tenant.languages:
        language = request.scope.locale
    form = form_from_definition(
        tenant, draft.form, audience, screen, language, buttons=TRY, form_id="preview"
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

    def accept(_values: dict[str, Any]) -> HTTPSeeOther:
        request.flash_message("success", _("This would be accepted. Nothing was saved."))
        return HTTPSeeOther(request.path_qs)

    return handle_form(request, form, accept, render=lambda view: {**page, "form": view})
