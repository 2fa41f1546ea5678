"""Pages of loans."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from tests.functional.whole_feature.loans import services
from tests.functional.whole_feature.loans.plugin import LEND, PAGE


@view_config(route_name="loans.page", renderer="loans/page.jinja2", permission=LEND)
def show_page(request):
    return {"days": request.tenant.settings("loans")["days"]}


@view_config(route_name="loans.lend", renderer="loans/lend.jinja2", permission=LEND)
def show_form(request):
    return {}


@view_config(route_name="loans.lend", request_method="POST", permission=LEND)
def lend(request):
    services.lend_device(request.scope, request.typed("device"), request.typed("case"))
    return HTTPSeeOther(request.route_path(PAGE))
