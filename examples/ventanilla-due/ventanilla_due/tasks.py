"""What is done about the cases that there were before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import actor
from ventanilla_due import services

if TYPE_CHECKING:
    from core.plugin.api import Scope


@actor(name="due.fill_in")
def fill_in(scope: Scope) -> None:
    if services.fill_in(scope):
        scope.enqueue("due.fill_in")
