"""All that can happen, in any order."""

from tests.properties.case_life.deeds import Deeds
from tests.properties.case_life.looks import Looks
from tests.properties.case_life.rulings import Rulings


class CaseLife(Deeds, Looks, Rulings):
    """People in two tenants who do all that can be done with a case, while its world changes."""
