"""A contact and a member of staff of the scope that is rolled back."""

import pytest

from core.identity.contacts import add_contact
from core.identity.passwords import hasher
from core.identity.staff import create_staff

PASSWORD = "ventanilla-demo"


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
