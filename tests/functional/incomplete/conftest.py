"""A tenant that wants a contract with each case, and a case that came without."""

import io
import re

import pytest

from core.cases.services import create_case, find_missing, get_case, read_new_case
from core.fields.services.publishing import install_form
from core.files.services import owner_of, stage_upload
from core.testing.cases import actor_of, edit_case
from core.testing.mail import text_of
from fields_config.definition import Access, FieldDefinition, Grant
from tests.support.grants import EVERYWHERE

LINK = re.compile(r"https?://[^/\s]+(/complete/[\w-]+)")
CONTRACT = FieldDefinition(
    key="contract",
    type="file",
    labels={"en": "Contract", "es": "Contrato", "de": "Vertrag"},
    grants=dict.fromkeys(EVERYWHERE, Grant(Access.EDIT, required=True)),
    position=200,
)
MAILED = {"subject": "No light", "message": "<p>Since <b>Monday</b>.</p>"}
AGENT_MAY = ("cases:read", "cases:answer", "cases:change")


def fill_in(scope, case):
    """Fill in what the case lacks, as the scope's actor does on the desk."""
    upload = stage_upload(scope, io.BytesIO(b"text"), "contract.txt", owner=owner_of(scope.actor))
    product = "general/question/information"
    return edit_case(scope, case, {"product": product, "contract": [str(upload.id)]})


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email="ana@mail.example")


@pytest.fixture
def with_form(open_scope):
    """Publish the case form with a change: ``with_form(lambda form: form.with_field(…))``."""

    def publish(change):
        with open_scope() as scope:
            install_form(scope, "case", change(scope.tenant.form("case")))

    return publish


@pytest.fixture
def file_partly(open_scope, ana, with_form):
    """File a case of Ana's as a mail does: with what it has, and with what its mailbox says."""
    with_form(lambda form: form.with_field(CONTRACT))

    def file(preset=None, **values):
        given = {"product": "general/question", "channel": "email"} if preset is None else preset
        with open_scope(actor=actor_of(ana)) as scope:
            read = read_new_case(scope, MAILED | values, is_partial=True, preset=given)
            return create_case(scope, read)

    return file


@pytest.fixture
def case(file_partly):
    """A case that lacks its sub-reason and the contract."""
    return file_partly()


@pytest.fixture
def link(jobs, mailbox):
    """Run what waits, and return the path of the last link that Ana was mailed."""

    def find():
        jobs.run()
        return LINK.findall(text_of(mailbox.to("ana@mail.example")[-1]))[-1]

    return find


@pytest.fixture
def agent(make_staff):
    return make_staff(name="Marta Ruiz", roles=["agent"])


@pytest.fixture
def as_desk(open_scope, agent):
    """Do something to a case the way an agent does."""

    def act(case, service, *args, **values):
        with open_scope(actor=actor_of(agent, *AGENT_MAY)) as scope:
            return service(scope, get_case(scope, case.number), *args, **values)

    return act


@pytest.fixture
def missing_of(open_scope):
    """Return the keys of what a case lacks; none if it is not marked."""

    def look(case):
        with open_scope() as scope:
            found = find_missing(scope, get_case(scope, case.number))
            return found.keys if found else ()

    return look


@pytest.fixture
def stored(open_scope):
    """Read something of a case: ``stored(case, list_files)``."""

    def read(case, service):
        with open_scope() as scope:
            return service(scope, get_case(scope, case.number))

    return read
