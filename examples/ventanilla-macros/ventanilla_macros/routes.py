"""The pages for administrators."""

from core.plugin.api.pages import RouteConfig

PAGE = "/x/macros"


def includeme(config: RouteConfig) -> None:
    config.add_route("macros.list", PAGE, audience="staff")
    config.add_route("macros.add", f"{PAGE}/new", audience="staff")
    config.add_route("macros.edit", f"{PAGE}/{{id}}", audience="staff")
    config.add_route("macros.remove", f"{PAGE}/{{id}}/remove", audience="staff")
