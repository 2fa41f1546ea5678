"""Staff come in, go out, and find their way back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.identity.services.recovery import request_recovery
from core.identity.services.sign_in import sign_out
from core.sign_in import pages, schemas
from core.sign_in.browser import log_out, source_of
from core.sign_in.examples import examples_for
from core.sign_in.forms import sign_in_form
from core.sign_in.steps import list_other_ways
from core.web.forms import FormView, handle_form
from core.web.rendering import menu_links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.web.request import Request

_ = TranslationStringFactory("core")

HOME = "core.staff_home"
SIGN_IN = "core.staff_sign_in"
RECOVER = "core.staff_recover"


@view_config(route_name=HOME, request_method="GET")
def show_home(request: Request) -> HTTPSeeOther:
    """Lead to the first page of the menu: which that is, roles and plugins decide."""
    links = menu_links(request, "staff")
    return HTTPSeeOther(links[0].url if links else request.route_path("core.staff_profile"))


@view_config(route_name=SIGN_IN, renderer="core/sign_in/sign_in.jinja2", require_csrf=False)
def sign_in_page(request: Request) -> Any:
    def render(form: FormView) -> dict[str, Any]:
        return {
            "form": form,
            "title": _("Staff sign-in"),
            "recover": pages.with_next(request, request.route_path(RECOVER)),
            "why": pages.why_sign_in(request),
            "register": "",
            "audience": "agent",
            "examples": examples_for(request, "staff"),
            "other_ways": list_other_ways(request, "staff"),
        }

    home = request.route_path(HOME)
    return pages.sign_in_page(request, "staff", render, home=home, choose=_choosing(request))


@view_config(route_name="core.staff_sign_out", request_method="POST")
def close_door(request: Request) -> HTTPSeeOther:
    sign_out(request.scope)
    log_out(request, "staff")
    return HTTPSeeOther(request.route_path(SIGN_IN))


@view_config(route_name=RECOVER, renderer="core/sign_in/recover.jinja2", require_csrf=False)
def recover(request: Request) -> Any:
    form = sign_in_form(
        request.scope,
        "recover-staff",
        lambda: schemas.recovery_schema(with_identifier=False),
        ("recover", _("Recover")),
    )

    def ask(values: Mapping[str, Any]) -> HTTPSeeOther:
        source = source_of(request)
        request_recovery(request.scope, "staff", values["email"], None, source=source)
        request.flash_message("info", pages.RECOVERY_ASKED)
        return HTTPSeeOther(pages.with_next(request, request.route_path(SIGN_IN)))

    def render(form: FormView) -> dict[str, Any]:
        sign_in = pages.with_next(request, request.route_path(SIGN_IN))
        return {"form": form, "sign_in": sign_in, "code": ""}

    return handle_form(request, form, ask, render=render)


@view_config(
    route_name="core.staff_recover_link",
    renderer="core/sign_in/choose_password.jinja2",
    require_csrf=False,
)
def choose_password(request: Request) -> Any:
    return pages.choose_password(
        request,
        "staff",
        request.matchdict["token"],
        lambda form: {"form": form},
        home=request.route_path(HOME),
        dead=f"{request.route_path(RECOVER)}?dead=1",
    )


def _choosing(request: Request) -> Any:
    def path(token: str) -> str:
        return str(request.route_path("core.staff_recover_link", token=token))

    return path
