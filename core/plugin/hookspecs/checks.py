"""What plugins may refuse.

These hooks run inside the transaction; a savepoint begins when one first touches the database, and
what it wrote is taken back if it fails. Raise :class:`core.errors.Refused` to refuse; anything
else, an answer too, is a failure of the plugin and refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.identity.people import Kind
    from core.scope import Scope


@hookspec
def check_case(scope: Scope, values: Mapping[str, Any]) -> None:
    """Refuse a case before it is filed, for example for lack of an obligatory file.

    Runs inside the transaction, after the form's own validation.

    .. code-block:: python

        @hookimpl
        def check_case(scope: Scope, values: Mapping[str, Any]) -> None:
            if values.get("product") == "internet/no_service" and not values.get("files"):
                raise Refused(fields={"files": _("Please add a photo of the modem.")})

    :param scope: the tenant and the person who files it
    :param values: field key -> clean value, custom fields included; read-only
    :raises core.errors.Refused: with a sentence for the person, at a field or for the whole form

    .. versionadded:: 1.0
    """


@hookspec
def check_note(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> None:
    """Refuse a note or a file before it is added to a case.

    .. code-block:: python

        @hookimpl
        def check_note(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> None:
            if scope.actor.is_contact and services.is_frozen(scope, case_id):
                raise Refused(_("This case is being audited. Please write again tomorrow."))

    :param scope: the tenant and the person who adds it
    :param case_id: the case
    :param values: ``message`` (HTML), ``files`` (upload ids), ``is_internal``; read-only
    :raises core.errors.Refused: with a sentence for the person

    .. versionadded:: 1.0
    """


@hookspec
def check_contact(scope: Scope, contact_id: UUID, changes: Mapping[str, Any]) -> None:
    """Refuse what staff are about to change of a contact, whichever page it is changed on.

    Runs inside the transaction, after the form's own validation. What contacts change about
    themselves is not asked about.

    .. code-block:: python

        @hookimpl
        def check_contact(scope: Scope, contact_id: UUID, changes: Mapping[str, Any]) -> None:
            if "email" in changes and not services.is_identified(scope, contact_id):
                raise Refused(fields={"email": _("Ask first who is calling.")})

    :param scope: the tenant and the member of staff
    :param contact_id: the contact
    :param changes: field key -> what was and what is to be, both as stored; read-only
    :raises core.errors.Refused: with a sentence for the member of staff, at a field or for the form

    .. versionadded:: 1.0
    """


@hookspec
def check_unlock(scope: Scope, contact_id: UUID) -> None:
    """Refuse to give a contact the access back, whichever page it is asked on.

    Runs inside the transaction. What ends a lock without staff is not asked about: its date, or a
    new password after too many wrong ones.

    .. code-block:: python

        @hookimpl
        def check_unlock(scope: Scope, contact_id: UUID) -> None:
            if not services.is_identified(scope, contact_id):
                raise Refused(_("Ask first who is calling."))

    :param scope: the tenant and the member of staff
    :param contact_id: the contact
    :raises core.errors.Refused: with a sentence for the member of staff

    .. versionadded:: 1.0
    """


@hookspec
def check_sign_in(scope: Scope, kind: Kind, person_id: UUID) -> None:
    """Refuse somebody who has proven to be the person, for example outside of working hours.

    Runs however the person did that: with a password, a mailed link, or through a plugin.

    .. code-block:: python

        @hookimpl
        def check_sign_in(scope: Scope, kind: Kind, person_id: UUID) -> None:
            if kind == "staff" and not services.is_working_hour(scope):
                raise Refused(_("Staff can sign in from 7 to 20 hours."))

    :param scope: the tenant, acting as the person
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    :raises core.errors.Refused: with a sentence for the person

    .. versionadded:: 1.0
    """


@hookspec
def check_registration(scope: Scope, values: Mapping[str, Any]) -> None:
    """Refuse somebody who registers, for example by the domain of the address.

    It is asked before anybody looks whether the address is known, and must tell nothing of that.

    .. code-block:: python

        @hookimpl
        def check_registration(scope: Scope, values: Mapping[str, Any]) -> None:
            if values["email"].endswith("@mailinator.com"):
                raise Refused(fields={"email": _("Use an address that you will keep.")})

    :param scope: the tenant; nobody is signed in
    :param values: field key -> clean value, custom fields included; read-only
    :raises core.errors.Refused: with a sentence for the person, at a field or for the whole form

    .. versionadded:: 1.0
    """


@hookspec
def check_change(scope: Scope, case_id: UUID, changes: Mapping[str, Any]) -> None:
    """Refuse a change of a case: of fields, of who answers it, closing and reopening included.

    Runs inside the transaction, whoever makes the change, by a form or by a message. The case has
    the new values by then; a refusal takes them back, and the message with them. The cases of
    somebody who leaves are handed over without asking.

    :param scope: the tenant and the person who changes it
    :param case_id: the case
    :param changes: field key -> ``(old, new)``; read-only
    :raises core.errors.Refused: with a sentence for the person, at a field or for the whole form

    .. code-block:: python

        @hookimpl
        def check_change(scope: Scope, case_id: UUID, changes: Mapping[str, Any]) -> None:
            _before, status = changes.get("status", (None, None))
            if status == "solved" and not services.is_paid(scope, case_id):
                raise Refused(fields={"status": _("The invoice is still open.")})

    .. versionadded:: 1.0
    """
