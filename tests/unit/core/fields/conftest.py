"""Fields to edit."""

import pytest

from core.scope import Actor
from fields_config.definition import Access, FieldDefinition, Grant

EDIT = Grant(Access.EDIT, required=True)


@pytest.fixture
def contract():
    """A field of a tenant's own, with a name in every language."""
    return FieldDefinition(
        key="contract",
        type="text",
        labels={code: f"Contract {code}" for code in ("es", "en", "pt", "fr", "de", "it")},
        grants={("customer", "create"): EDIT},
    )


@pytest.fixture
def maria(scope):
    """A scope of an admin whose name shows in conflicts."""
    return scope.acting_as(
        Actor(kind="staff", name="María", permissions=frozenset({"fields:design"}))
    )
