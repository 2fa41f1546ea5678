"""The pages for administrators."""

from core.plugin.api.pages import RouteConfig
from ventanilla_macros.table import MACROS


def includeme(config: RouteConfig) -> None:
    MACROS.add_routes(config, "/x/macros")
