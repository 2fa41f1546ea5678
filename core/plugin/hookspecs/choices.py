"""What plugins may choose.

The first answer that will do decides: ``None``, a failure, and an answer that can't be used let the
next plugin choose. These hooks run inside the transaction like checks, and what they wrote stays
only if they came back well. Raising is a failure of the plugin and stops nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.contributions import Program
    from core.scope import Scope


@hookspec(firstresult=True)
def identify_program(scope: Scope, scheme: str, credentials: str) -> Program | None:
    """Say which program asks. The first that knows it decides; if none does, it is refused.

    Asked on routes with ``audience="program"`` when a request has an Authorization header, before
    its view. Keep hashes of keys alone, and compare them in constant time.

    .. code-block:: python

        @hookimpl
        def identify_program(scope: Scope, scheme: str, credentials: str) -> Program | None:
            if scheme != "bearer":
                return None
            key = services.find_key(scope, credentials)
            return Program(name=key.title, permissions=frozenset(key.may)) if key else None

    :param scope: the tenant, and nobody yet
    :param scheme: in small letters: ``bearer``, ``basic``
    :param credentials: what follows it, as it was sent

    .. versionadded:: 1.0
    """


@hookspec(firstresult=True)
def choose_reply_address(scope: Scope, case_id: UUID) -> str | None:
    """Choose where people answer the mails of a case. The first that names an address decides.

    The mails name it in Reply-To, and tell those who can't open the page of the case to answer.
    Called for the mails to contacts and their copies, inside the job that composes them.

    .. code-block:: python

        @hookimpl
        def choose_reply_address(scope: Scope, case_id: UUID) -> str | None:
            return services.address_of(scope, case_id)

    :param scope: the tenant, acting as the system
    :param case_id: the case that the mail is about
    :return: an address whose mail the plugin reads and adds to the case

    .. versionadded:: 1.0
    """


@hookspec(firstresult=True)
def choose_assignee(scope: Scope, values: Mapping[str, Any]) -> UUID | None:
    """Choose who answers a new case. The first plugin that names somebody who can decides.

    Runs inside the transaction that files the case.

    .. code-block:: python

        @hookimpl
        def choose_assignee(scope: Scope, values: Mapping[str, Any]) -> UUID | None:
            return services.whose_turn_is_it(scope)

    :param scope: the tenant and the person who files it
    :param values: as in :func:`check_case`

    .. versionadded:: 1.0
    """
