"""What other plugins can hear of ratings.

They name it as they do the core's hooks, and need not import this::

    @hookimpl(optionalhook=True)
    def csat_rated(scope, case_id, score): ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import hookspec

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Event, Scope


@hookspec
def csat_rated(scope: Scope, case_id: UUID, score: int, event: Event) -> None:
    """React to a rating, a first or a changed one, after commit.

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param score: from 1 to 5
    :param event: who did it, when, and what led to it
    """
