"""What can be done with macros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape
from sqlalchemy import func, select
from translationstring import TranslationStringFactory

from core.plugin.api import AnswerTool, NotFoundError, Refused, new_id
from core.plugin.api.cases import get_case_by_id
from core.plugin.api.people import get_contact
from ventanilla_macros.models import Macro
from ventanilla_macros.permissions import EDIT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("macros")

MOST = 100  # a plugin may offer no more


def list_macros(scope: Scope) -> Sequence[Macro]:
    """Return all macros, by title."""
    return scope.session.scalars(select(Macro).order_by(func.lower(Macro.title), Macro.id)).all()


def get_macro(scope: Scope, macro_id: UUID) -> Macro:
    """Return a macro.

    :raises NotFoundError: the organisation has none with that id
    """
    macro = scope.session.get(Macro, (scope.tenant_id, macro_id))
    if macro is None:
        raise NotFoundError(str(macro_id))
    return macro


def add_macro(scope: Scope, title: str, html: str) -> None:
    """Keep a new text.

    :raises Refused: there are as many as a list can offer
    """
    scope.require(EDIT)
    if scope.session.scalar(select(func.count()).select_from(Macro)) == MOST:
        text = _("There are ${count} macros already. Remove one first.", mapping={"count": MOST})
        raise Refused(text)
    scope.session.add(Macro(id=new_id(), tenant_id=scope.tenant_id, title=title, html=html))


def change_macro(scope: Scope, macro: Macro, title: str, html: str) -> None:
    """Give a macro another title and text."""
    scope.require(EDIT)
    macro.title, macro.html = title, html


def remove_macro(scope: Scope, macro: Macro) -> None:
    """Delete a macro. Answers that it was inserted into keep its text."""
    scope.require(EDIT)
    scope.session.delete(macro)


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
