"""Rating a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.pages import cached_form, form_from_schema, handle_form
from ventanilla_csat import services
from ventanilla_csat.schemas import RatingSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.pages import CachedForm, Request

_ = TranslationStringFactory("csat")


@view_config(route_name="csat.rating", renderer="csat/rate.jinja2")
def rate_case(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Take what the panel's form sent; ask again, on a page of its own, if something is missing."""
    scope = request.scope
    case = services.get_rateable_case(scope, request.matchdict["number"])

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        services.rate_case(scope, case, int(values["score"]), values["comment"])
        request.flash_message("success", _("Thank you for your rating."))
        return HTTPSeeOther(request.route_path("portal.case", number=case.number))

    return handle_form(
        request, rating_form(scope), save, render=lambda form: {"form": form, "case": case}
    )


def rating_form(scope: Scope) -> CachedForm:
    return cached_form(
        scope,
        "csat.rating",
        lambda: form_from_schema(
            RatingSchema(), scope.translator, buttons=(("rate", _("Rate")),), form_id="rating"
        ),
    )
