"""The portal's addresses."""

from core.plugin.api.pages import RouteConfig

NUMBER = r"{number:[0-9]{1,18}}"


def includeme(config: RouteConfig) -> None:
    people(config)
    cases(config)


def cases(config: RouteConfig) -> None:
    config.add_route("portal.home", "/", audience="customer", link="home")
    config.add_route("portal.cases", "/cases", audience="customer")
    config.add_route("portal.account_cases", "/accounts/cases", audience="customer")
    config.add_route("portal.case_new", "/cases/new", audience="customer")
    config.add_route("portal.case_suggestions", "/cases/new/suggestions", audience="customer")
    config.add_route("portal.uploads", "/uploads", audience="customer")
    config.add_route("portal.case", f"/cases/{NUMBER}", audience="customer", link="case")
    config.add_route("portal.case_notes", f"/cases/{NUMBER}/notes", audience="customer")
    config.add_route("portal.case_files", f"/cases/{NUMBER}/files", audience="customer")
    config.add_route("portal.case_edit", f"/cases/{NUMBER}/edit", audience="customer")
    config.add_route("portal.case_complete", f"/cases/{NUMBER}/complete", audience="customer")
    config.add_route("portal.complete", "/complete/{token}", audience="public", link="complete")
    config.add_route("portal.complete_uploads", "/complete/{token}/uploads", audience="public")
    config.add_route("portal.case_reopen", f"/cases/{NUMBER}/reopen", audience="customer")


def people(config: RouteConfig) -> None:
    """Signing in, registering, recovering access, the person's own data."""
    config.add_route("portal.sign_in", "/login", audience="public", link="sign_in")
    config.add_route("portal.sign_out", "/logout", audience="customer", link="sign_out")
    config.add_route("portal.register", "/register", audience="public")
    config.add_route("portal.verify_again", "/verify", audience="public")
    config.add_route(
        "portal.verify_address", "/verify/address/{token}", audience="public", link="verify_address"
    )
    config.add_route("portal.verify", "/verify/{token}", audience="public", link="verify")
    config.add_route("portal.recover", "/recover", audience="public", link="recover")
    config.add_route("portal.recover_code", "/recover/code", audience="public", link="recover_code")
    config.add_route(
        "portal.recover_link", "/recover/{token}", audience="public", link="recover_link"
    )
    config.add_route("portal.profile", "/profile", audience="customer")
    config.add_route("portal.security", "/profile/security", audience="customer")
    config.add_route("portal.activity", "/profile/activity", audience="customer")
    config.add_route("portal.new_address", "/profile/address", audience="customer")
    config.add_route("portal.settings", "/settings", audience="customer")
    config.add_route("portal.session", "/settings/sessions/{id}", audience="customer")
