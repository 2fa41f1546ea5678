"""Whether this process lives, and whether it can serve."""

from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.web.request import Request


@view_config(route_name="core.healthz", request_method="GET")
def show_health(_request: Request) -> Response:
    """Answer at all: the process lives."""
    return Response("ok\n", content_type="text/plain")


@view_config(route_name="core.readyz", request_method="GET")
def show_readiness(request: Request) -> Response:
    """Answer 200 once the database answers, else 503."""
    try:
        # Only reading: on SQLite, who asks must not queue behind those who write.
        with request.platform.session(reading=True) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response("the database does not answer\n", status=503, content_type="text/plain")
    return Response("ready\n", content_type="text/plain")
