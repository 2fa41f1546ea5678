"""A contact and a member of staff of the scope that is rolled back."""

from dataclasses import replace

import pytest

from core.identity.credentials.passwords import hasher
from core.identity.services.contacts import add_contact
from core.identity.services.staff import create_staff
from tests.support.contact_forms import with_every_field

PASSWORD = "ventanilla-demo"


@pytest.fixture
def scope(scope):
    """The scope of a tenant whose contact form has every field."""
    published = scope.tenant.forms["contact"]
    contacts = replace(published, definition=with_every_field(published.definition))
    forms = {**scope.tenant.forms, "contact": contacts}
    choices = replace(scope.tenant.choices, forms=forms, cache={})
    return replace(scope, tenant=replace(scope.tenant, choices=choices))


@pytest.fixture
def contact(scope):
    contact = add_contact(
        scope,
        {"first_name": "Ana", "last_name": "Ruiz", "email": "ana@x.example", "portal_user": True},
    )
    contact.password_hash = hasher().hash(PASSWORD)
    contact.verified_at = scope.now()
    scope.session.flush()
    return contact


@pytest.fixture
def staff(scope):
    return create_staff(scope, "Eva", "eva@x.example", PASSWORD, ["agent"])
