"""What happens to loans by itself."""

from uuid import UUID

from core.plugin.api import actor, record_activity


@actor(name="loans.remind")
def remind(scope, case_id):
    record_activity(scope, "loans.reminded", case_id=UUID(case_id))
