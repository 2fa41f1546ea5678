"""What happened.

These hooks run after commit, as one job per plugin that has the feature on, in a transaction of
their own, acting as the system. Raising retries that plugin's job alone, with growing pauses.

``event`` is the same for all: who did it, when, and what led to it, by way of however many events
and jobs. A rule that leaves alone what has its own plugin among ``event.causes`` is part of no
loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.identity.people import Kind
    from core.identity.services.locks import LockKind
    from core.plugin.events import Event
    from core.scope import Scope
    from fields_config.definition import FormKey


@hookspec
def case_created(scope: Scope, case_id: UUID, event: Event) -> None:
    """React to a new case, after its transaction has committed.

    Raising retries it, with growing pauses.

    .. code-block:: python

        @hookimpl
        def case_created(scope: Scope, case_id: UUID, event: Event) -> None:
            services.tell_the_chat(scope, case_id)

    :param scope: the tenant, acting as the system, in a transaction of its own
    :param case_id: the case
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def case_changed(scope: Scope, case_id: UUID, changes: Mapping[str, Any], event: Event) -> None:
    """React to changed fields of a case (status, assignee, any field), after commit.

    .. code-block:: python

        @hookimpl
        def case_changed(
            scope: Scope, case_id: UUID, changes: Mapping[str, Any], event: Event
        ) -> None:
            if "status" in changes and "board" not in event.causes:
                _before, now = changes["status"]
                services.count_status(scope, now)

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param changes: field key -> ``[old, new]``, JSON-able
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def note_added(scope: Scope, case_id: UUID, note_id: UUID, event: Event) -> None:
    """React to a note, public or internal, after commit. The case's first message is one too.

    .. code-block:: python

        @hookimpl
        def note_added(scope: Scope, case_id: UUID, note_id: UUID, event: Event) -> None:
            scope.enqueue("chat.pass_on", note_id, plugin="chat")

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param note_id: the note; ``note.is_internal`` tells whether customers may see it
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def file_added(scope: Scope, case_id: UUID, file_id: UUID, event: Event) -> None:
    """React to a file attached to a case, after commit.

    .. code-block:: python

        @hookimpl
        def file_added(scope: Scope, case_id: UUID, file_id: UUID, event: Event) -> None:
            services.tick_off(scope, case_id, file_id)

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param file_id: the case's file
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def contact_created(scope: Scope, contact_id: UUID, event: Event) -> None:
    """React to a new contact, after commit, however it came to be.

    .. code-block:: python

        @hookimpl
        def contact_created(scope: Scope, contact_id: UUID, event: Event) -> None:
            scope.enqueue("crm.look_up", contact_id, plugin="crm")

    :param scope: the tenant, acting as the system
    :param contact_id: the contact
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def contact_verified(scope: Scope, contact_id: UUID, event: Event) -> None:
    """React to a contact who proved an email address, after commit.

    .. code-block:: python

        @hookimpl
        def contact_verified(scope: Scope, contact_id: UUID, event: Event) -> None:
            services.welcome(scope, contact_id)

    :param scope: the tenant, acting as the system
    :param contact_id: the contact
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def contact_changed(
    scope: Scope, contact_id: UUID, changes: Mapping[str, Any], event: Event
) -> None:
    """React to changed fields of a contact, after commit, whoever changed them.

    .. code-block:: python

        @hookimpl
        def contact_changed(
            scope: Scope, contact_id: UUID, changes: Mapping[str, Any], event: Event
        ) -> None:
            if {"email", "phone"} & changes.keys():
                scope.enqueue("crm.send", contact_id)

    :param scope: the tenant, acting as the system
    :param contact_id: the contact
    :param changes: field key -> ``[old, new]``, JSON-able
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def account_changed(
    scope: Scope, account_id: UUID, changes: Mapping[str, Any], event: Event
) -> None:
    """React to a new account, or to changed fields of one, after commit.

    .. code-block:: python

        @hookimpl
        def account_changed(
            scope: Scope, account_id: UUID, changes: Mapping[str, Any], event: Event
        ) -> None:
            scope.enqueue("crm.send_account", account_id)

    :param scope: the tenant, acting as the system
    :param account_id: the account
    :param changes: field key -> ``[old, new]``, JSON-able; of a new one all are old ``None``
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def staff_changed(scope: Scope, staff_id: UUID, changes: Mapping[str, Any], event: Event) -> None:
    """React to a new member of staff, or to a changed name, role or state, after commit.

    .. code-block:: python

        @hookimpl
        def staff_changed(
            scope: Scope, staff_id: UUID, changes: Mapping[str, Any], event: Event
        ) -> None:
            if changes.get("active", [None, True])[1] is False:
                services.take_off_duty(scope, staff_id)

    :param scope: the tenant, acting as the system
    :param staff_id: the member of staff
    :param changes: ``name``, ``roles`` and ``active``, as far as they differ -> ``[old, new]``
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def signed_in(scope: Scope, kind: Kind, person_id: UUID, event: Event) -> None:
    """React to somebody who has signed in, after commit.

    .. code-block:: python

        @hookimpl
        def signed_in(scope: Scope, kind: Kind, person_id: UUID, event: Event) -> None:
            if kind == "staff":
                services.note_presence(scope, person_id, event.at)

    :param scope: the tenant, acting as the system
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def sign_in_failed(
    scope: Scope, kind: Kind, person_id: UUID | None, source: str, event: Event
) -> None:
    """React to a wrong name or password, after commit.

    The name that was typed is not passed on: people type passwords into the wrong field.

    .. code-block:: python

        @hookimpl
        def sign_in_failed(
            scope: Scope, kind: Kind, person_id: UUID | None, source: str, event: Event
        ) -> None:
            services.count_failure(scope, source, event.at)

    :param scope: the tenant, acting as the system
    :param kind: whose page it was: ``contact`` or ``staff``
    :param person_id: whose name it was, or ``None`` if it is nobody's
    :param source: the network address, as far as it tells sources apart
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def person_locked(  # noqa: PLR0917  # called by name
    scope: Scope, kind: Kind, person_id: UUID, lock: LockKind, reason: str, event: Event
) -> None:
    """React to somebody who was locked out, by staff or by wrong passwords, after commit.

    What this does to a contact's things, ``lock_warnings`` says before. The lock may be over when
    the event arrives.

    .. code-block:: python

        @hookimpl
        def person_locked(
            scope: Scope, kind: Kind, person_id: UUID, lock: LockKind, reason: str, event: Event
        ) -> None:
            if kind == "contact" and lock != "temporary":
                services.remove_visits(scope, person_id)

    :param scope: the tenant, acting as the system
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    :param lock: ``temporary``, ``permanent`` or ``hidden``
    :param reason: a code of the tenant's; ``failed_sign_ins`` after too many wrong passwords
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def form_published(scope: Scope, form: FormKey, version: int, event: Event) -> None:
    """React to a form that is in force from now on, after commit.

    .. code-block:: python

        @hookimpl
        def form_published(scope: Scope, form: FormKey, version: int, event: Event) -> None:
            if form == "case":
                services.forget_rules_without_field(scope, scope.tenant.form("case"))

    :param scope: the tenant, acting as the system
    :param form: which form: ``case``, ``contact`` or ``account``
    :param version: its number; ``scope.tenant.form(form)`` is the form itself
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def plugin_switched(scope: Scope, on: bool, event: Event) -> None:  # noqa: FBT001  # called by name
    """Fill in what was missed, or clean up: this plugin has been switched on or off, after commit.

    The only hook that is called while the plugin is off, and only the plugin itself is. It hears
    the state that holds by then; what is on from the start was never switched.

    .. code-block:: python

        @hookimpl
        def plugin_switched(scope: Scope, on: bool, event: Event) -> None:
            if on:
                scope.enqueue("sla.fill_in")

    :param scope: the tenant, acting as the system
    :param on: whether it is on now
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def mail_bounced(  # noqa: PLR0917  # called by name
    scope: Scope,
    mail_id: UUID,
    address: str,
    reason: str,
    is_permanent: bool,  # noqa: FBT001  # called by name
    event: Event,
) -> None:
    """React to a mail that came back after a server had taken it, after commit.

    .. code-block:: python

        @hookimpl
        def mail_bounced(
            scope: Scope,
            mail_id: UUID,
            address: str,
            reason: str,
            is_permanent: bool,
            event: Event,
        ) -> None:
            if is_permanent:
                services.ask_by_telephone(scope, address)

    :param scope: the tenant, acting as the system
    :param mail_id: the mail
    :param address: the one of its addresses at which it did not arrive
    :param reason: what the server said there, in one line
    :param is_permanent: trying again is of no use
    :param event: who reported it, when, and what led to it

    .. versionadded:: 1.0
    """


@hookspec
def demo_made(scope: Scope, event: Event) -> None:
    """Add to the data of a demo: called once for each of its organisations.

    Their people and cases are there, and in an ordinary installation it is never called. What is
    slow does not keep anybody waiting: the demo's pages can be opened already.

    .. code-block:: python

        @hookimpl
        def demo_made(scope: Scope, event: Event) -> None:
            services.add_places(scope, ["Lobby", "Storehouse"])

    :param scope: the organisation, acting as the system
    :param event: when it was made

    .. versionadded:: 1.0
    """


@hookspec
def mail_sent(scope: Scope, mail_id: UUID, event: Event) -> None:
    """React to a mail that the mail server took, after commit.

    .. code-block:: python

        @hookimpl
        def mail_sent(scope: Scope, mail_id: UUID, event: Event) -> None:
            services.note_first_answer(scope, mail_id, event.at)

    :param scope: the tenant, acting as the system
    :param mail_id: the mail
    :param event: who did it, when, and what led to it

    .. versionadded:: 1.0
    """
