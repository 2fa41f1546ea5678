"""The tenant's colours as a stylesheet, because the pages allow no inline style."""

from pyramid.response import Response
from pyramid.view import view_config

from core.web.colours import mix, readable_on
from core.web.request import Request


@view_config(route_name="core.branding", request_method=("GET", "HEAD"))
def show_branding(request: Request) -> Response:
    """Serve custom properties made from the one accent colour."""
    accent = request.tenant.branding.accent
    dark_accent = mix(accent, "#ffffff", 0.45)
    css = (
        f":root{{--v-accent:{accent};--v-accent-text:{readable_on(accent)};"
        f"--v-accent-hover:{mix(accent, '#000000', 0.15)};"
        f"--v-accent-soft:{mix(accent, '#ffffff', 0.88)}}}\n"
    )
    dark = (
        f"--v-accent:{dark_accent};--v-accent-text:{readable_on(dark_accent)};"
        f"--v-accent-hover:{mix(dark_accent, '#ffffff', 0.15)};"
        f"--v-accent-soft:{mix(accent, '#101418', 0.75)}"
    )
    css += f'[data-bs-theme="dark"]{{{dark}}}\n'
    css += f'@media (prefers-color-scheme:dark){{[data-bs-theme="system"]{{{dark}}}}}\n'
    response = Response(css, content_type="text/css", charset="utf-8")
    response.cache_control = "private, max-age=300"
    response.vary = ["Host"]
    return response
