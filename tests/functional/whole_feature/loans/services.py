"""What can be done with loans."""

from core.plugin.api import record_activity
from core.plugin.api.cases import get_case


def lend_device(scope, device, number):
    """Record a loan that a case asked for, and have its return asked for."""
    case = get_case(scope, number)
    days = scope.tenant.settings("loans")["days"]
    record_activity(scope, "loans.lent", case_id=case.id, device=device, days=days)
    scope.enqueue("loans.remind", case.id, plugin="loans")
