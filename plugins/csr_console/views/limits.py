"""Who may help which customers: districts, for each member of staff who uses the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError
from core.plugin.api.pages import read_id
from core.plugin.api.people import read_colleagues
from plugins.csr_console.services.limits import MANAGE, list_limits, set_limits
from plugins.csr_console.services.searching import list_districts

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("csr_console")


@view_config(
    route_name="csr_console.limits",
    permission=MANAGE,
    request_method="GET",
    renderer="csr_console/limits.jinja2",
)
def show_limits(request: Request) -> dict[str, Any]:
    """Show everybody's districts."""
    return {
        "staff": [one for one in read_colleagues(request.scope) if "csr" in one.roles],
        "limits": list_limits(request.scope),
        "districts": list_districts(request.scope),
    }


@view_config(route_name="csr_console.limits", permission=MANAGE, request_method="POST")
def change_limits(request: Request) -> HTTPSeeOther:
    """Set the districts of one member of staff; none ticked are all.

    :raises NotFoundError: nobody here has the id
    """
    staff_id = read_id(request.typed("_staff"))
    if staff_id not in {one.id for one in read_colleagues(request.scope)}:
        raise NotFoundError(str(staff_id))
    known = {value for value, _name in list_districts(request.scope)}
    kept = list_limits(request.scope).get(staff_id, frozenset()) - known
    set_limits(request.scope, staff_id, known.intersection(request.POST.getall("_district")) | kept)
    request.flash_message("success", _("Saved."))
    return HTTPSeeOther(request.route_path("csr_console.limits"))
