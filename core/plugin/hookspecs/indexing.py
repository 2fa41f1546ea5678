"""What plugins keep so that people are found.

These hooks run inside the transaction that stores something, so that nobody is found by what was,
or missed by what is. What a plugin wrote is taken back if it fails, and nothing else is: the
contact is stored, and the plugin has to catch up. What can wait belongs to an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin import hookspec

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope


@hookspec
def index_contact(scope: Scope, contact_id: UUID) -> None:
    """Write anew by what a contact is found: facts, portal status or accounts are different now.

    Also called for each contact that an import stores: a few quick statements, and no more.

    .. code-block:: python

        @hookimpl
        def index_contact(scope: Scope, contact_id: UUID) -> None:
            services.write_words(scope, contact_id)

    :param scope: the tenant and whoever changes it
    :param contact_id: the contact

    .. versionadded:: 1.0
    """


@hookspec
def index_account(scope: Scope, account_id: UUID) -> None:
    """Write anew by what an account is found. Many contacts may belong to it: leave them to a job.

    .. code-block:: python

        @hookimpl
        def index_account(scope: Scope, account_id: UUID) -> None:
            scope.enqueue("club.write_members", account_id)

    :param scope: the tenant and whoever changes it
    :param account_id: the account

    .. versionadded:: 1.0
    """
