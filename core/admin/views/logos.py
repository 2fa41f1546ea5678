"""The page on which logos are put up and taken down, and the logos themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.schemas import logos_schema
from core.admin.services.logos import LIMITS, LogoUploads, change_logos, logos_of, open_logo
from core.admin.views.frame import id_of
from core.undo.services import undoable
from core.web.browser_preferences import YEAR
from core.web.forms import FileRule, FormExtras, form_from_schema, handle_edit
from core.web.request import Request

_ = TranslationStringFactory("core")

SAVE = (("save", _("Save")),)
RULE = FileRule(tuple(f".{one}" for one in LIMITS.extensions), LIMITS.max_bytes, LIMITS.max_files)


@view_config(
    route_name="core.logos",
    permission="settings:change",
    renderer="core/admin/logos.jinja2",
    require_csrf=False,
)
def edit_logos(request: Request) -> Any:
    """Show the logos in use, and change them."""
    scope = request.scope
    current = logos_of(scope)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        wanted = {name: next(iter(ids), "") for name, ids in values.items()}
        place = request.route_path("core.logos")
        with undoable(scope, "settings:change", "branding", place=place) as step:
            change_logos(scope, {**current, **wanted})
        request.flash_message("success", _("Saved. It shows from the next page on."), step.id)
        return HTTPSeeOther(place)

    return handle_edit(
        request,
        form_from_schema(
            logos_schema(), scope.translator, buttons=SAVE, form_id="logos", file_rule=RULE
        ),
        save,
        render=lambda view: {
            "form": view,
        },
        current={name: [id_] for name, id_ in current.items()},
        extras=FormExtras(uploads=LogoUploads(scope)),
    )


@view_config(route_name="core.logo", request_method=("GET", "HEAD"))
def show_logo(request: Request) -> Response:
    """Serve a logo. Its address stands for this one picture; opened by itself, it does nothing."""
    logo = open_logo(request.scope, id_of(request))
    response = Response(logo.content, content_type=logo.media_type)
    response.charset = None
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    # Not for caches that people share: a visitor's own cookie may be renewed with it.
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response
