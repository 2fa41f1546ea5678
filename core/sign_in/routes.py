"""The addresses at which staff sign in. Customers' belong to the portal."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.staff_home", "/staff", audience="staff", link="home")
    config.add_route(
        "core.staff_sign_in", "/staff/login", audience="public", link="sign_in", reader="staff"
    )
    config.add_route("core.staff_sign_out", "/staff/logout", audience="staff", link="sign_out")
    config.add_route(
        "core.staff_recover", "/staff/recover", audience="public", link="recover", reader="staff"
    )
    config.add_route(
        "core.staff_recover_link",
        "/staff/recover/{token}",
        audience="public",
        link="recover_link",
        reader="staff",
    )
    config.add_route("core.undo_address", "/undo/{token}", audience="public", link="undo_address")
    config.add_route("core.staff_profile", "/staff/profile", audience="staff")
    config.add_route("core.staff_security", "/staff/profile/security", audience="staff")
    config.add_route("core.staff_session", "/staff/profile/sessions/{id}", audience="staff")
