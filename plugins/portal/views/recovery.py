"""Contacts who forgot their password find their way back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import Refused, sign_in
from core.plugin.api.pages import FormView, handle_form, is_short, safe_next
from core.plugin.api.people import is_unverified_pair, request_recovery, set_password_by_code
from core.plugin.api.sign_in import password_hint, read_form, refuse_form, sign_in_form, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api.pages import Request

_ = TranslationStringFactory("portal")

HOME = "/"
SIGN_IN = "portal.sign_in"
RECOVER = "portal.recover"
CODE = "portal.recover_code"
ADDRESS = "recover_address"


@view_config(route_name=RECOVER, renderer="core/sign_in/recover.jinja2", require_csrf=False)
def recover(request: Request) -> Any:
    scope = request.scope
    policy = scope.tenant.settings("identity")
    form = sign_in_form(
        scope,
        "recover",
        lambda: sign_in.recovery_schema(with_identifier=policy["recovery_identifier"]),
        ("recover", _("Recover")),
    )

    def ask(values: Mapping[str, Any]) -> HTTPSeeOther:
        address, identifier = values["email"], values.get("identifier")
        request_recovery(scope, "contact", address, identifier, source=source_of(request))
        if identifier and is_unverified_pair(scope, address, identifier):
            request.flash_message(
                "danger",
                _(
                    "Your email address is not verified yet, so there is no password to recover."
                    " We have sent you a new link: open it first."
                ),
            )
            return HTTPSeeOther(sign_in.with_next(request, request.route_path(SIGN_IN)))
        request.flash_message("info", sign_in.RECOVERY_ASKED)
        if policy["recovery"] == "code":
            if is_short(address):
                request.session[ADDRESS] = address
            return HTTPSeeOther(sign_in.with_next(request, request.route_path(CODE)))
        return HTTPSeeOther(sign_in.with_next(request, request.route_path(SIGN_IN)))

    def render(form: FormView) -> dict[str, Any]:
        takes_codes = policy["phone_codes"] or policy["recovery"] == "code"
        return {
            "form": form,
            "sign_in": sign_in.with_next(request, request.route_path(SIGN_IN)),
            "code": sign_in.with_next(request, request.route_path(CODE)) if takes_codes else "",
        }

    return handle_form(request, form, ask, render=render)


@view_config(route_name=CODE, renderer="portal/recover_code.jinja2", require_csrf=False)
def use_code(request: Request) -> Any:
    """Take a code, mailed or read out on the telephone, and a new password."""
    scope = request.scope
    hint = password_hint(scope)
    form = sign_in_form(
        scope, "recover-code", lambda: sign_in.code_schema(hint), ("save", _("Save password"))
    )

    def render(form: FormView) -> dict[str, Any]:
        return {"form": form, "recover": sign_in.with_next(request, request.route_path(RECOVER))}

    if request.method != "POST":
        known = {"name": request.session.get(ADDRESS, "")}
        return handle_form(request, form, HTTPSeeOther, render=render, current=known)
    values, answer = read_form(request, form, render)
    if values is None:
        return answer
    try:
        person = set_password_by_code(
            scope, values["name"], values["code"], values["new"], source=source_of(request)
        )
    except Refused as refusal:
        return refuse_form(request, form, refusal, render)
    if person is None:
        wrong = _("This code is wrong or works no more. After 5 wrong tries, ask for a new one.")
        return refuse_form(request, form, Refused(fields={"code": wrong}), render)
    return sign_in.welcome_back(request, "contact", person, safe_next(request, HOME))


@view_config(
    route_name="portal.recover_link",
    renderer="core/sign_in/choose_password.jinja2",
    require_csrf=False,
)
def choose_password(request: Request) -> Any:
    return sign_in.choose_password(
        request,
        "contact",
        request.matchdict["token"],
        lambda form: {"form": form},
        home=HOME,
        dead=f"{request.route_path(RECOVER)}?dead=1",
    )
