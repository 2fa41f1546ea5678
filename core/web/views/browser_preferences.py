"""The visitor's choices of language and appearance, before and after sign-in."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from core.identity.people import KINDS
from core.identity.services.preferences import choose_language
from core.web.browser_preferences import THEMES, remember_for_a_year
from core.web.request import LANGUAGE_COOKIE, THEME_COOKIE, Request
from core.web.routing import safe_next


def _back_with_cookie(request: Request, name: str, value: str) -> HTTPSeeOther:
    first_page = request.scope.links.path("home") or request.route_path("core.staff_home")
    response = HTTPSeeOther(safe_next(request, first_page))
    remember_for_a_year(request, response, name, value)
    return response


@view_config(route_name="core.language", request_method="POST")
def set_language(request: Request) -> HTTPSeeOther:
    """Remember the language, in the browser and for a person who is signed in."""
    language = request.typed("language")
    if language not in request.tenant.languages:
        language = request.tenant.default_locale
    for kind in KINDS:
        token = request.session.get(kind)
        if token:
            choose_language(request.scope, kind, token, language)
    return _back_with_cookie(request, LANGUAGE_COOKIE, language)


@view_config(route_name="core.theme", request_method="POST")
def set_theme(request: Request) -> HTTPSeeOther:
    theme = request.typed("theme")
    return _back_with_cookie(
        request, THEME_COOKIE, theme if theme in THEMES else next(iter(THEMES))
    )
