"""Pages that belong to no tenant: they know a language and an appearance, and nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.i18n import Translator, available_languages, negotiate
from core.templating import render
from core.web.request import LANGUAGE_COOKIE, THEME_COOKIE
from core.web.statics import static_url

if TYPE_CHECKING:
    from core.web.request import Request

DOMAINS = {"core": "core"}


def render_bare(request: Request, template: str, **values: Any) -> str:
    """Render a template that extends ``core/layout_bare.jinja2``."""
    locale = _language(request)
    surroundings = {
        "locale": locale,
        "theme": request.cookies.get(THEME_COOKIE, "system"),
        "static": static_url,
        "route": request.route_path,
    }
    return render(template, Translator(locale, DOMAINS, {}), DOMAINS, {**surroundings, **values})


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in available_languages():
        return str(chosen)
    return negotiate(request.headers.get("Accept-Language", ""), available_languages()) or "en"
