"""Those who work here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.views.frame import id_of
from core.cases.services.reassignment import ask_to_hand_over, count_open_cases
from core.errors import Refused
from core.identity.permissions import ROLES
from core.identity.services.staff import (
    ANSWERING,
    change_staff,
    create_staff,
    get_staff,
    list_all_staff,
    list_staff,
)
from core.people.schemas import NOBODY, staff_schema
from core.web.forms import form_from_schema, handle_edit, handle_form
from core.web.request import Request
from core.web.routing import read_id

_ = TranslationStringFactory("core")

WHO_TAKES_OVER = _("Choose who takes the open cases over, or nobody.")

ADD = (("add", _("Add and send an invitation")),)
SAVE = (("save", _("Save")),)


@view_config(
    route_name="core.staff_list",
    permission="people:manage",
    renderer="core/people/staff_list.jinja2",
)
def list_members(request: Request) -> dict[str, Any]:
    """List everybody who works or worked here."""
    translate = request.scope.translate
    return {
        "staff": list_all_staff(request.scope),
        "roles": {key: translate(title) for key, title in ROLES.items()},
    }


@view_config(
    route_name="core.staff_new",
    permission="people:manage",
    renderer="core/people/person.jinja2",
    require_csrf=False,
)
def add_member(request: Request) -> Any:
    """Add a member of staff, who chooses a password by a mailed link."""

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        create_staff(request.scope, values["name"], values["email"], None, values["roles"])
        message = _("${name} was added and gets a mail.", mapping={"name": values["name"]})
        request.flash_message("success", message)
        return HTTPSeeOther(request.route_path("core.staff_list"))

    schema = staff_schema(request.scope, with_address=True)
    return handle_form(
        request,
        form_from_schema(schema, request.scope.translator, buttons=ADD, form_id="staff"),
        add,
        render=lambda view: {
            "form": view,
            "title": request.scope.translate(_("New member of staff")),
        },
    )


@view_config(
    route_name="core.staff_member",
    permission="people:manage",
    renderer="core/people/person.jinja2",
    require_csrf=False,
)
def edit_member(request: Request) -> Any:
    """Change a member's name and roles, or end their access."""
    staff = get_staff(request.scope, id_of(request))
    is_self = staff.id == request.scope.actor.id

    colleagues = [(key, name) for key, name in list_staff(request.scope) if key != staff.id]
    count = count_open_cases(request.scope, staff.id)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        changes = dict(values)
        chosen = changes.pop("hand_over", "")
        change_staff(request.scope, staff, **changes)
        if chosen:
            to = None if chosen == NOBODY else read_id(chosen)
            ask_to_hand_over(request.scope, staff.id, to)
        elif count and not (staff.active and ANSWERING & set(staff.roles)):
            raise Refused(fields={"hand_over": WHO_TAKES_OVER})
        request.flash_message("success", _("Saved."))
        return HTTPSeeOther(request.route_path("core.staff_list"))

    schema = staff_schema(
        request.scope,
        with_address=False,
        open_cases=count,
        colleagues=[(str(key), name) for key, name in colleagues],
    )
    if is_self:
        # Nobody changes their own roles, or an organisation could lose its last administrator.
        del schema["roles"], schema["active"]
    return handle_edit(
        request,
        form_from_schema(schema, request.scope.translator, buttons=SAVE, form_id="staff"),
        save,
        render=lambda view: {
            "form": view,
            "title": staff.name,
        },
        current={
            "name": staff.name,
            "roles": set(staff.roles),
            "active": staff.active,
            "hand_over": "",
        },
    )
