"""The page of a case, in a few words."""

from pyramid.response import Response
from pyramid.view import view_config

from core.cases.services import get_case


@view_config(route_name="peer.case")
def show_case(request):
    return Response(get_case(request.scope, int(request.matchdict["number"])).subject)


@view_config(route_name="peer.program", renderer="json")
def greet_program(request):
    return {"name": request.scope.actor.name}
