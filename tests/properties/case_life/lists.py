"""What lists and searches should show, told from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.case_life.model import AGENTS, CONTACTS, READER, STATES

if TYPE_CHECKING:
    from tests.properties.case_life.model import CaseModel, TenantModel

VIEWS = ("mine", "accounts", "open", "assigned", "unassigned", "waiting", "closed", "all")
# Words of subjects, and what a person may type to find each. None is part of a label or a month.
TYPED = {
    "Lámpara": ("lampara", "LÁMP", "mpar", " lámpara  "),
    "ÑANDÚ": ("ñandú", "nandu", "NAN"),
    "Straße": ("strasse", "STRASSE", "traße"),
    "Квокка": ("квокка", "ВОК"),
    "100%_sure": ("100%", "%_s", "_sure"),
    'say"quokka"': ('"quokka"', "quokka", 'y"q'),
}
# What finds a case by its status, in whichever language.
TYPED_STATUS = {
    "in_progress": ("en progreso", "bearbeitung"),
    "waiting": ("espera", "ATTENTE"),
    "closed": ("cerrado", "geschlossen"),
    "rejected": ("zuruckgestellt",),
}


def list_numbers(driver: TenantModel, actor: str, view: str) -> list[int]:
    """Return the numbers of a view, the newest first."""
    return [
        case.number
        for case in reversed(driver.cases)
        if driver.may_see(actor, case) and _is_in(actor, case, view)
    ]


def _is_in(actor: str, case: CaseModel, view: str) -> bool:
    is_staff = actor in (*AGENTS, READER)
    is_own = actor in CONTACTS and case.contact == actor
    on_a_desk = is_staff and not case.is_closed
    return {
        "mine": on_a_desk and case.assignee == actor if is_staff else is_own,
        "assigned": on_a_desk and case.assignee == actor,
        "unassigned": on_a_desk and case.assignee is None,
        "accounts": not is_own,
        "open": not case.is_closed,
        "waiting": STATES[case.status] == "waiting",
        "closed": case.is_closed,
        "all": True,
    }[view]
