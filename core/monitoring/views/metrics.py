"""What Prometheus reads."""

from prometheus_client import CONTENT_TYPE_LATEST
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from core.monitoring.access import may_read_metrics
from core.monitoring.services import write_metrics
from core.web.request import Request


@view_config(route_name="core.metrics", request_method="GET")
def show_metrics(request: Request) -> Response:
    """Answer with the numbers, or 404 to those whom they do not concern."""
    platform = request.platform
    if not may_read_metrics(request.environ, platform.settings.metrics_token):
        raise HTTPNotFound
    return Response(write_metrics(platform), headers={"Content-Type": CONTENT_TYPE_LATEST})
