"""What other plugins can add to the console.

They name it as they do the core's hooks, and need not import this. Warnings about a customer are
panels in the core's place ``contact.top``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import hookspec

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import MenuItem, Scope


@hookspec
def csr_console_tabs(scope: Scope, contact_id: UUID) -> list[MenuItem]:
    """Add tabs to the console of a customer. Called for each of its pages: no queries.

    .. code-block:: python

        @hookimpl(optionalhook=True)
        def csr_console_tabs(scope: Scope, contact_id: UUID) -> list[MenuItem]:
            return [MenuItem(label=_("Payments"), route="payments.of_customer", position=50)]

    Ours stand at 10, 20, 30 and 40. The route is for staff, and its path has the variable ``id``,
    the customer's.

    :param scope: the tenant and the member of staff
    :param contact_id: the customer
    """
