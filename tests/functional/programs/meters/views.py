from pyramid.view import view_config

from core.plugin.api import record_activity


@view_config(route_name="meters.readings", request_method="GET", renderer="json")
def list_readings(request):
    return {"kind": request.scope.actor.kind, "name": request.scope.actor.name}


@view_config(
    route_name="meters.readings",
    request_method="POST",
    renderer="json",
    permission="meters:report",
)
def add_reading(request):
    record_activity(request.scope, "meters.reported")
    return {"taken": request.json_body["value"]}


@view_config(route_name="meters.page", renderer="string")
def show_page(_request):
    return "for staff"
