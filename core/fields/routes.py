"""Addresses of the studio."""

from core.web.routing import RouteConfig

STUDIO = "/admin/fields/{form}"


def includeme(config: RouteConfig) -> None:
    config.add_route("core.studio", "/admin/fields", audience="staff")
    config.add_route("core.studio_form", STUDIO, audience="staff")
    config.add_route("core.studio_new", f"{STUDIO}/new", audience="staff")
    config.add_route("core.studio_preview", f"{STUDIO}/preview", audience="staff")
    config.add_route("core.studio_uploads", f"{STUDIO}/preview/files", audience="staff")
    config.add_route("core.studio_review", f"{STUDIO}/review", audience="staff")
    config.add_route("core.studio_publish", f"{STUDIO}/review/publish", audience="staff")
    config.add_route("core.studio_discard", f"{STUDIO}/review/discard", audience="staff")
    config.add_route("core.studio_versions", f"{STUDIO}/versions", audience="staff")
    config.add_route("core.studio_field", f"{STUDIO}/{{key}}", audience="staff")
    config.add_route("core.studio_options", f"{STUDIO}/{{key}}/options", audience="staff")
    config.add_route("core.studio_option_text", f"{STUDIO}/{{key}}/options/text", audience="staff")
    config.add_route("core.studio_rules", f"{STUDIO}/{{key}}/rules", audience="staff")
