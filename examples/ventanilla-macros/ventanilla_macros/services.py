"""What can be done with macros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape
from sqlalchemy import func, select
from translationstring import TranslationStringFactory

from core.plugin.api import AnswerTool, Refused
from core.plugin.api.cases import get_case_by_id
from core.plugin.api.people import get_contact
from ventanilla_macros.models import Macro

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("macros")

MOST = 100  # a plugin may offer no more


def list_macros(scope: Scope) -> Sequence[Macro]:
    """Return all macros, by title."""
    return scope.session.scalars(select(Macro).order_by(func.lower(Macro.title), Macro.id)).all()


def check_count(scope: Scope, macro: Macro) -> None:
    """Check that a macro that is being saved is not one too many.

    :raises Refused: there are as many others as a list can offer
    """
    others = select(func.count()).select_from(Macro).where(Macro.id != macro.id)
    if (scope.session.scalar(others) or 0) >= MOST:
        text = _("There are ${count} macros already. Delete one first.", mapping={"count": MOST})
        raise Refused(text)


def offer_texts(scope: Scope, case_id: UUID) -> list[AnswerTool]:
    """Return the macros as an agent inserts them into an answer to a case."""
    case = get_case_by_id(scope, case_id)
    contact = get_contact(scope, case.contact_id) if case.contact_id else None
    words = {
        "{name}": contact.name if contact else "",
        "{number}": str(case.number),
        "{agent}": scope.actor.name,
    }
    return [
        AnswerTool(name=f"macros.{macro.id}", label=macro.title, html=_fill(macro.html, words))
        for macro in list_macros(scope)
    ]


def _fill(html: str, words: dict[str, str]) -> str:
    for place, word in words.items():
        html = html.replace(place, str(escape(word)))
    return html
