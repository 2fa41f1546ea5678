"""Review, publish, restore."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.errors import NotFoundError
from core.fields.services.drafts import discard_draft, form_key
from core.fields.services.publishing import (
    list_versions,
    publish_draft,
    restore_version,
    review_draft,
)
from core.fields.views.frame import draft_of, frame, name_of, to_form, to_review
from core.web.request import Request

_ = TranslationStringFactory("core")


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
        changes=review.changes,
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
