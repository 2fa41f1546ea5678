"""Pages outside any tenant: they have a language and an appearance, but no viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from pyramid.response import Response

from core.i18n import Translator, available_languages
from core.templating import render
from core.web.languages import negotiate
from core.web.request import LANGUAGE_COOKIE, THEME_COOKIE
from core.web.statics import static_url

if TYPE_CHECKING:
    from core.web.request import Request

log = structlog.get_logger(__name__)

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


def translate_bare(request: Request, text: str) -> str:
    """Translate a sentence for a visitor of whom nothing is known but the browser's language."""
    return Translator(_language(request), DOMAINS, {}).translate(text)


def wants_json(request: Request) -> bool:
    """Whether a script asks that shows what is wrong itself, and not a browser for a page."""
    if request.is_for_programs:
        return True
    accepted: str = request.headers.get("Accept", "").lower()
    return "application/json" in accepted and "text/html" not in accepted


def plain_error(request: Request, status: int, *sentences: str, title: str = "") -> Response:
    """Make an error's answer where no tenant's page can be drawn; to a script, its first sentence.

    It is of use when all else fails: it asks neither the database nor the tenant.

    :param title: what stands above the sentences; left out, the first of them does
    """
    texts = [translate_bare(request, sentence) for sentence in sentences if sentence]
    if wants_json(request):
        return Response(status=status, json_body={"error": texts[0]})
    heading, *lines = [translate_bare(request, title), *texts] if title else texts
    try:
        values = {"heading": heading, "lines": lines, "reference": request.request_id}
        return Response(render_bare(request, "core/error_bare.jinja2", **values), status=status)
    except Exception as error:  # noqa: BLE001  # this must work when all others fail
        log.warning("no_error_page", reason=repr(error))
    text = "\n".join((f"{status} {heading}", *lines, f"Reference: {request.request_id}\n"))
    return Response(text, status=status, content_type="text/plain", charset="utf-8")


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in available_languages():
        return str(chosen)
    return negotiate(request.headers.get("Accept-Language", ""), available_languages()) or "en"
