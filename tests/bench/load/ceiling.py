"""The ceiling: what the same server, database, driver and template engine do when nothing is asked.

A bare Pyramid view, one indexed query, and a template that writes the same rows. All else that our
page has around its rows (menus, filters, forms, words) is plain text in the template, taken from
our page, so that both send as many bytes. No tenant, no session, no permission, no translation, no
policy of fields, no form token, no log line.

Run ``python -m load.ceiling PORT`` with the environment of an installation; the texts around the
rows lie in the folder that ``BENCH_FRAMES`` names (see :mod:`load.frames`). With ``BENCH_ASKS=3``
each page asks its query three times: what a view costs that also asks which tenant it is and who is
there, and does nothing with the answers.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server import MPServer
from jinja2 import Environment, FileSystemLoader
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from sqlalchemy import Engine, Row, Select, bindparam, create_engine, insert, select

from core.cases.models import Case, CaseNote
from core.db.base import new_id
from core.db.guard import EVERY_TENANT
from core.db.session import make_engine
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.processes.server import THREADS
from core.settings.environment import read_settings
from core.tenancy.models import Tenant
from core.web.bodies import Doorstep
from core.web.front import Front

SIZE = 25
COLUMNS = (
    *(Case.number, Case.subject, Case.product, Case.status, Case.priority, Case.channel),
    *(Case.created_at, Case.updated_at),
)


def own_cases() -> Select:
    return _of_contact().limit(SIZE)


def own_cases_with_word() -> Select:
    word = bindparam("word")
    return _of_contact().where(Case.subject.ilike("%" + word + "%")).limit(SIZE)


def _of_contact() -> Select:
    mine = select(Contact.id).where(Contact.email_key == bindparam("person")).scalar_subquery()
    return (
        select(*COLUMNS)
        .where(Case.tenant_id == bindparam("tenant"), Case.contact_id == mine)
        .order_by(Case.number.desc())
    )


def open_cases() -> Select:
    return (
        select(*COLUMNS, Contact.first_name, Contact.last_name, Staff.name.label("assignee"))
        .outerjoin(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
        .outerjoin(Staff, (Staff.tenant_id == Case.tenant_id) & (Staff.id == Case.assignee_id))
        .where(Case.tenant_id == bindparam("tenant"), Case.closed_at.is_(None))
        .order_by(Case.number.desc())
        .limit(SIZE)
    )


def notes_of_case() -> Select:
    return (
        select(CaseNote.id, CaseNote.html, CaseNote.author_name, CaseNote.created_at)
        .join(Case, (Case.tenant_id == CaseNote.tenant_id) & (Case.id == CaseNote.case_id))
        .where(Case.tenant_id == bindparam("tenant"), Case.number == bindparam("number"))
        .order_by(CaseNote.id)
    )


def one_contact() -> Select:
    return select(Contact.first_name).where(
        Contact.tenant_id == bindparam("tenant"), Contact.email_key == bindparam("person")
    )


# Page -> its query. Its template is ``<page>.jinja2`` in the folder of frames.
PAGES = {
    "list": own_cases,
    "filter": own_cases_with_word,
    "detail": notes_of_case,
    "form": one_contact,
    "agent_list": open_cases,
    "agent_detail": notes_of_case,
}


class Ceiling:
    """The views."""

    def __init__(self, engine: Engine, tenant_id: object, frames: Path) -> None:
        self._engine = engine
        self._tenant_id = tenant_id
        self._templates = Environment(
            loader=FileSystemLoader(frames), autoescape=True, auto_reload=False
        )
        self._queries = {page: make() for page, make in PAGES.items()}
        self._asks = int(os.environ.get("BENCH_ASKS", "1"))

    def show(self, request) -> Response:
        page = request.matchdict["page"]
        rows = self._read(page, request)
        return Response(self._templates.get_template(f"{page}.jinja2").render(rows=rows))

    def _read(self, page: str, request) -> list[Row]:
        wanted = {"tenant": self._tenant_id, **request.GET}
        if "number" in wanted:
            wanted["number"] = int(wanted["number"])
        with self._engine.connect() as connection:
            for _again in range(self._asks - 1):
                connection.execute(self._queries[page], wanted).all()
            rows = connection.execute(self._queries[page], wanted).all()
            # As ours does: rolled back, psycopg would forget what it has prepared.
            connection.commit()
            return rows

    def create(self, request) -> HTTPSeeOther:
        """Write a case and its first note."""
        key = {"tenant_id": self._tenant_id, "id": new_id()}
        now = datetime.now(UTC)
        case = {
            **key,
            # Below the sample: rows without search text, which no page shall meet first.
            "number": -int(key["id"].int % 10**12),
            "subject": request.POST["subject"],
            "product": request.POST["product"],
            "status": "open",
            "state": "open",
            "priority": "medium",
            "channel": "portal",
            "cc": [],
            "custom": {},
            "form_version": 0,
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        note = {
            "tenant_id": self._tenant_id,
            "id": new_id(),
            "case_id": key["id"],
            "author_kind": "contact",
            "author_name": "Customer 1",
            "html": request.POST["message"],
            "is_internal": False,
            "channel": "portal",
            "created_at": now,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(Case.__table__), case)
            connection.execute(insert(CaseNote.__table__), note)
        return HTTPSeeOther("/list")


def app():
    """Make the application, once for each server process."""
    settings = read_settings()
    engine = _engine(settings.database_url)
    with engine.connect() as connection:
        tenant_id = connection.scalar(select(Tenant.id))
    views = Ceiling(engine, tenant_id, Path(os.environ["BENCH_FRAMES"]))
    config = Configurator()
    config.add_route("health", "/healthz")
    config.add_route("create", "/create")
    config.add_route("page", "/{page}")
    config.add_view(lambda _request: Response("ok"), route_name="health")
    config.add_view(views.create, route_name="create")
    config.add_view(views.show, route_name="page")
    # Behind the same front as the product, which is not what is measured.
    return Front(Doorstep(config.make_wsgi_app(), _stay, 10**9, bool), THREADS)


def _stay(_environ: object) -> None:
    """Let the visitor's address be what the server says."""


def _engine(url: str) -> Engine:
    """Open the database as the product does; the tenant is named once, not in each transaction."""
    if url.startswith("sqlite"):
        return make_engine(url)
    options = f"-c timezone=UTC -c ventanilla.tenant={EVERY_TENANT}"
    return create_engine(url, pool_size=10, connect_args={"options": options})


if __name__ == "__main__":
    MPServer(
        "load.ceiling:app",
        port=int(sys.argv[1]),
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=1,
        factory=True,
        websockets=False,
    ).serve()
