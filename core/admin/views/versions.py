"""The versions of a form: what is different about each, and publishing one again."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.services.versions import review_version
from core.errors import NotFoundError, Refused
from core.fields.services.drafts import DESIGN, form_key, published_form
from core.fields.services.publishing import list_versions, restore_version
from core.fields.services.undoing import part_of
from core.fields.views.frame import draft_of, frame
from core.undo.services import undoable
from core.web.confirmation import CONFIRMED, is_confirmed
from core.web.request import Request

_ = TranslationStringFactory("core")

CHANGED = _("Another version was published since you looked. Look at the differences again.")


@view_config(
    route_name="core.studio_versions",
    permission="fields:design",
    request_method="GET",
    renderer="core/fields/versions.jinja2",
)
def show_versions(request: Request) -> Any:
    """List the versions, or say what is different about one."""
    if "version" in request.GET:
        return _compare(request, _number(request.GET["version"]))
    draft = draft_of(request)
    return frame(request, draft, versions=list_versions(request.scope, draft.form_key))


@view_config(route_name="core.studio_versions", permission="fields:design", request_method="POST")
def restore(request: Request) -> Any:
    """Publish an earlier version again, after saying what that does."""
    number = _number(request.typed("version"))
    key = form_key(request.matchdict["form"])
    if not is_confirmed(request):
        return _compare(request, number)
    base = request.typed("_base")
    if base and base != str(published_form(request.scope, key).version):
        raise Refused(CHANGED)
    place = request.route_path("core.studio_versions", form=key)
    with undoable(request.scope, DESIGN, part_of(key), place=place) as step:
        made = restore_version(request.scope, key, number)
    message = _("Restored. It is now version ${version}.", mapping={"version": made})
    request.flash_message("success", message, step.id)
    return HTTPSeeOther(place)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise NotFoundError(text)
    return int(text[:9])  # a longer number is no version, and no database takes it


def _compare(request: Request, version: int) -> Any:
    """Show the review's words for a version, and whom publishing it again would hit."""
    scope = request.scope
    review = review_version(scope, form_key(request.matchdict["form"]), version)
    effects = list(review.effects)
    if review.draft.is_changed:
        effects.append(scope.translate(_("The draft is thrown away. Undoing brings it back.")))
    values = frame(
        request,
        review.draft,
        review=review,
        effects=effects,
        confirmed=CONFIRMED,
        is_current=scope.tenant.forms[review.draft.form_key].version == version,
        base=scope.tenant.forms[review.draft.form_key].version,
    )
    return render_to_response("core/fields/version.jinja2", values, request=request)
