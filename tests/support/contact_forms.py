"""The contact form with fields that tenants may add or reactivate."""

from dataclasses import replace

from fields_config.definition import (
    Access,
    FieldDefinition,
    FormDefinition,
    Grant,
)
from tests.support.grants import EVERYWHERE


def with_every_field(form: FormDefinition) -> FormDefinition:
    """Return the form with all fields active, user names, and a field of the tenant's own.

    Staff may take a contact's address away.
    """
    for field in form.fields:
        form = form.with_field(replace(field, active=True))
    email = form.field("email")
    if email is not None:
        form = form.with_field(email.with_grant("agent", "detail", Grant(Access.EDIT)))
    for key in ("username", "contract"):
        form = form.with_field(
            FieldDefinition(key=key, type="text", labels={"en": key}, grants=EVERYWHERE)
        )
    return form
