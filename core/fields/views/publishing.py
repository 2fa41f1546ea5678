"""Review and publish."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.fields.services.drafts import DESIGN, discard_draft, form_key
from core.fields.services.publish_impact import tell_reach
from core.fields.services.publishing import publish_draft, review_draft
from core.fields.services.undoing import part_of
from core.fields.views.frame import draft_of, frame, name_of, to_form, to_review
from core.undo.services import undoable
from core.web import drafting
from core.web.request import Request

_ = TranslationStringFactory("core")


@view_config(
    route_name="core.studio_review",
    permission="fields:design",
    renderer="core/fields/review.jinja2",
)
def show_review(request: Request) -> dict[str, Any]:
    """Say in words what publishing would change, and what speaks against it."""
    review = review_draft(request.scope, form_key(request.matchdict["form"]))
    key, published = review.draft.form_key, review.draft.published
    translate = request.scope.translate
    form = review.draft.form
    action = request.route_path("core.studio_publish", form=key)
    kept = drafting.read_kept(request, action)
    findings = []
    for finding in review.findings:
        field = form.field(finding.field)
        name = name_of(request, field) if field else ""
        findings.append((finding.severity, finding.field, name, translate(finding.message)))
    return frame(
        request,
        review.draft,
        changes=review.changes,
        effects=tell_reach(request.scope, key, published, form) if review.changes else [],
        findings=findings,
        may_publish=review.draft.is_changed and not review.errors,
        owner=drafting.sign_owner(request, action),
        note=kept.texts.get("note", ""),
        waiting=kept.words,
    )


@view_config(route_name="core.studio_publish", permission="fields:design", request_method="POST")
def publish(request: Request) -> HTTPSeeOther:
    """Publish the draft as it was when the person reviewed it."""
    drafting.forget_saved(request, request.path_qs)
    if drafting.DISCARD in request.POST:
        return to_review(request, draft_of(request))
    revision = request.typed_number("revision")
    key = form_key(request.matchdict["form"])
    place = request.route_path("core.studio_review", form=key)
    with undoable(request.scope, DESIGN, part_of(key), place=place) as step:
        publish_draft(
            request.scope,
            key,
            request.typed("note"),
            revision=-1 if revision is None else revision,
        )
    message = _("Published. It shows from the next page on.")
    request.flash_message("success", message, step.id)
    return to_form(request, draft_of(request))


@view_config(route_name="core.studio_discard", permission="fields:design", request_method="POST")
def discard(request: Request) -> HTTPSeeOther:
    key = form_key(request.matchdict["form"])
    place = request.route_path("core.studio_review", form=key)
    with undoable(request.scope, DESIGN, part_of(key), place=place) as step:
        discard_draft(request.scope, key)
    message = _("The draft is discarded. What is published stands.")
    request.flash_message("success", message, step.id)
    return to_review(request, draft_of(request))
