"""People and cases for tests of the portal's pages."""

import io

import pytest

from core.cases.services import add_note, attach_file, close_case, get_case
from core.files.services import owner_of, stage_upload
from core.tenancy.services import save_document, save_settings
from core.testing.cases import actor_of
from fields_config.definition import Access, Grant

AGENT_MAY = ("cases:read", "cases:answer", "cases:change")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


@pytest.fixture
def bruno(make_contact):
    return make_contact(first_name="Bruno", last_name="Díaz")


@pytest.fixture
def portal(as_customer, ana):
    """Ana's browser."""
    return as_customer(ana)


@pytest.fixture
def make_own_case(make_case, ana):
    """File a case in Ana's own name."""

    def make(**values):
        return make_case(ana, actor=actor_of(ana), **values)

    return make


@pytest.fixture
def case(make_own_case):
    return make_own_case(subject="No light in the hall", message="<p>Since <b>Monday</b>.</p>")


@pytest.fixture
def as_desk(open_scope, make_staff):
    """Do something to a case the way an agent does."""
    agent = make_staff(name="Marta Ruiz")

    def act(case, service, *args, **values):
        with open_scope(actor=actor_of(agent, *AGENT_MAY)) as scope:
            return service(scope, get_case(scope, case.number), *args, **values)

    return act


@pytest.fixture
def answer(as_desk):
    return lambda case, text, **values: as_desk(case, add_note, text, **values)


@pytest.fixture
def close(as_desk):
    return lambda case: as_desk(case, close_case)


@pytest.fixture
def tune(open_scope):
    """Set parameters of the tenant: ``tune("cases", customers_may_reopen=False)``."""

    def tune(section, **values):
        with open_scope() as scope:
            save_settings(scope, section, values)

    return tune


@pytest.fixture
def publish(open_scope):
    """Publish the case form with a change: ``publish(lambda form: form.with_field(...))``."""

    def publish(change):
        with open_scope() as scope:
            published = scope.tenant.forms["case"]
            changed = {
                "version": published.version + 1,
                "definition": change(published.definition).to_dict(),
            }
            save_document(scope, "forms", {"case": changed})

    return publish


@pytest.fixture
def grant(publish):
    """Let customers hide, see or edit a field: ``grant("priority", "detail", "hidden")``."""

    def grant(key, screen, access, *, required=False):
        def change(form):
            given = Grant(Access(access), required)
            return form.with_field(form.field(key).with_grant("customer", screen, given))

        publish(change)

    return grant


@pytest.fixture
def add_file(open_scope, ana):
    """Attach a text file to a case in Ana's name."""

    def add(case, name="plan.txt", label=""):
        with open_scope(actor=actor_of(ana)) as scope:
            upload = stage_upload(scope, io.BytesIO(b"text"), name, owner=owner_of(scope.actor))
            return attach_file(scope, get_case(scope, case.number), upload.id, label)

    return add
