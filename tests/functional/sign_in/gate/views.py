from uuid import UUID

from pyramid.httpexceptions import HTTPForbidden
from pyramid.response import Response
from pyramid.view import view_config

from core.plugin.api.sign_in import finish_step, sign_in_person, waiting_sign_in


@view_config(route_name="gate.code", request_method="GET")
def show_code(request):
    waiting = waiting_sign_in(request)
    return Response(f"{waiting.kind} {waiting.person_id}")


@view_config(route_name="gate.code", request_method="POST", require_csrf=False)
def take_code(request):
    waiting_sign_in(request)
    return finish_step(request) if request.POST.get("code") == "1234" else HTTPForbidden()


@view_config(route_name="gate.terms", request_method="POST", require_csrf=False)
def accept_terms(request):
    return finish_step(request)


@view_config(route_name="gate.directory", request_method="GET")
def come_from_directory(request):
    kind = request.GET["kind"]
    return sign_in_person(request, kind, UUID(request.GET["person"]), "/")
