"""The tenant's statuses: which one a case starts with, ends with, and goes back to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from core.cases.models import State
    from core.scope import Scope
    from fields_config.definition import FormDefinition, Option

# What a case has if a tenant has retired every status; the field itself can't be removed.
FALLBACK = "open"


class Statuses:
    """The status field of one published form."""

    def __init__(self, form: FormDefinition) -> None:
        field = form.field("status")
        self._options: dict[str, Option] = (
            {option.key: option for option in field.options} if field else {}
        )

    def state_of(self, key: str) -> State:
        """Return the kind of a status; one that the form has lost counts as open."""
        option = self._options.get(key)
        return cast("State", option.kind) if option and option.kind else "open"

    def offers(self, key: str) -> bool:
        """Whether the status exists and may be chosen anew."""
        return key in self._options and self._options[key].active

    @cached_property
    def initial(self) -> str:
        """The status of a new case: the default one if that is open, or else the first open."""
        active = [option for option in self._options.values() if option.active]
        chosen = [option for option in active if option.default and option.kind != "closed"]
        unclosed = [option for option in active if option.kind == "open"]
        return next((option.key for option in (*chosen, *unclosed)), FALLBACK)

    @cached_property
    def closing(self) -> str | None:
        """The status that "close" means: the first closed one."""
        return next(
            (o.key for o in self._options.values() if o.active and o.kind == "closed"), None
        )

    def reopens_to(self, key: str) -> str | None:
        """Return the status that a closed case may go back to; ``None`` if it may not."""
        option = self._options.get(key)
        if option is None:
            return self.initial
        target = option.reopens_to
        if target is None:
            return None
        usable = self.offers(target) and self.state_of(target) != "closed"
        return target if usable else self.initial


def statuses_of(scope: Scope) -> Statuses:
    """Return the statuses of the tenant's published form, cached with its version."""
    cache = scope.tenant.cache
    found: Statuses | None = cache.get("statuses")
    if found is None:
        found = cache["statuses"] = Statuses(scope.tenant.form("case"))
    return found
