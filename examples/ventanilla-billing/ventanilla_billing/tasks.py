"""What comes back every hour, where there is something to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from translationstring import TranslationStringFactory

from core.plugin.api import Rows, Scope, actor, every
from ventanilla_billing import services
from ventanilla_billing.models import SCHEDULED, Payment

_ = TranslationStringFactory("billing")


def may_be_due(now: datetime) -> list[Rows]:
    # Somewhere it is tomorrow already; the job asks the organisation's own calendar.
    day = (now + timedelta(days=1)).date()
    return [(Payment, (Payment.state == SCHEDULED) & (Payment.on_day <= day))]


@actor(name="billing.send_to_bank")
def send_to_bank(scope: Scope) -> None:
    services.send_to_bank(scope)


every(
    timedelta(hours=1),
    "billing.send_to_bank",
    plugin="billing",
    where=may_be_due,
    title=_("Hand scheduled payments to the bank"),
)
