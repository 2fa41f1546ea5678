"""Pages that write as they are asked for."""

from pyramid.view import view_config
from sqlalchemy import delete, insert, text, update

from core.activity.models import Activity
from core.db.base import new_id
from core.identity.models.contact import Contact
from core.identity.services.contacts import create_contact
from core.plugin.api import SYSTEM, Recipient, queue_mail, record_activity


def _with_its_own_session(request):
    with request.platform.scope(request.tenant.id) as scope:
        record_activity(scope, "eager.own")


def _past_the_pool(request):
    cursor = request.db.connection().connection.cursor()
    cursor.execute("DELETE FROM activity")


def _by_a_transaction_of_its_own(request):
    request.tm.abort()
    request.tm.begin()
    record_activity(request.scope, "eager.anew")


def _activity(request):
    return {"tenant_id": request.tenant.id, "id": new_id(), "at": request.platform.clock()} | {
        "kind": "eager.insert",
        "actor_kind": "system",
        "actor_name": "",
        "request_id": "",
        "data": {},
    }


MAIL = {"number": 1, "subject": "Lamp", "message": "", "page": None, "write_to": ""} | {
    "can_answer": False
}
WAYS = {
    "row": lambda request: record_activity(request.scope, "eager.row"),
    "system": lambda request: record_activity(request.scope.acting_as(SYSTEM), "eager.system"),
    "service": lambda request: create_contact(
        request.scope.acting_as(SYSTEM), {"first_name": "Eve"}, by_self=False
    ),
    "job": lambda request: request.scope.enqueue("eager.look"),
    "mail": lambda request: queue_mail(
        request.scope, "case_closed", to=[Recipient("a@b.example", "A")], data=MAIL
    ),
    "change": lambda request: request.db.execute(update(Contact).values(phone="1")),
    "remove": lambda request: request.db.execute(delete(Activity)),
    "insert": lambda request: request.db.execute(insert(Activity), [_activity(request)]),
    "text": lambda request: request.db.execute(text("UPDATE contact SET phone = '1'")),
    "connection": lambda request: request.db.connection().execute(text("DELETE FROM activity")),
    "driver": _past_the_pool,
    "own": _with_its_own_session,
    "anew": _by_a_transaction_of_its_own,
}


@view_config(route_name="eager.write", renderer="json", require_csrf=False)
@view_config(route_name="eager.open", renderer="json", require_csrf=False)
def write(request):
    WAYS.get(request.matchdict["way"], WAYS["row"])(request)
    request.db.flush()
    return {"way": request.matchdict["way"]}
