"""What inserts texts into an answer: listed beside its editor, and read when one is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import pass_context

from core.plugin import hookspecs
from core.plugin.answers import plain
from fields_config.html import clean_html

if TYPE_CHECKING:
    from uuid import UUID

    from jinja2.runtime import Context

    from core.plugin.contributions import AnswerTool
    from core.scope import Scope

LONGEST = 100_000  # letters of HTML


@dataclass(frozen=True, slots=True)
class DrawnTool:
    """A tool as the list beside the editor names it."""

    name: str
    label: str
    position: int


@pass_context
def answer_tools(context: Context, about: UUID) -> list[DrawnTool]:
    """Return the tools for an answer to a case, by position and label. For templates."""
    scope: Scope = context["scope"]

    def draw(tool: AnswerTool) -> DrawnTool:
        return DrawnTool(plain(tool.name), plain(scope.translate(tool.label)), tool.position)

    tools = scope.hooks.gather_with(draw, hookspecs.answer_tools, scope=scope, case_id=about)
    return sorted(tools, key=lambda tool: (tool.position, tool.label.casefold()))


def read_answer_text(scope: Scope, case_id: UUID, name: str) -> str:
    """Return the clean HTML that a tool inserts; empty if there is no such tool any more.

    :param name: of the tool, as the list gave it
    """

    def read(tool: AnswerTool) -> str:
        return clean_html(plain(tool.html)[:LONGEST]) if tool.name == name else ""

    texts = scope.hooks.gather_with(read, hookspecs.answer_tools, scope=scope, case_id=case_id)
    return next(filter(None, texts), "")
