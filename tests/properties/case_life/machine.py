"""All that can happen, in any order."""

from tests.properties.case_life.queries import Queries
from tests.properties.case_life.steps import Steps
from tests.properties.case_life.surroundings import Surroundings


class CaseLife(Steps, Queries, Surroundings):
    """People in two tenants who do all that can be done with a case, while its world changes."""
