"""What is done about a rating after it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core.plugin.api import actor
from ventanilla_csat import services

if TYPE_CHECKING:
    from core.plugin.api import Scope


@actor(name="csat.tell_agents")
def tell_agents(scope: Scope, case_id: str, score: int, comment: str) -> None:
    services.tell_agents(scope, UUID(case_id), score, comment)
