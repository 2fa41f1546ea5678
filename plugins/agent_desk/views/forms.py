"""The desk's forms, and what stands beside them on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.cases import ANSWER
from core.plugin.api.pages import (
    cached_form,
    case_form,
    extras_of,
    file_rule,
    form_from_schema,
    take_upload,
)
from plugins.agent_desk.schemas.reply import reply_schema
from plugins.agent_desk.services.news import Seen

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.cases import Case
    from core.plugin.api.pages import CachedForm, FormExtras, Request
    from plugins.agent_desk.services.people import Named

_ = TranslationStringFactory("agent_desk")

REPLY, FIELDS = "reply", "properties"
KIND, VERSION, NOTE = "_kind", "_version", "_note"
INTERNAL = "internal"
LONGEST_VERSION = 10  # digits; a longer number is none that a page showed


def reply_form(scope: Scope) -> CachedForm:
    """Return the form of answers. Its button stands in the page: it says where the words go."""
    return cached_form(
        scope,
        "agent_desk.reply",
        lambda: form_from_schema(
            reply_schema(scope),
            scope.translator,
            buttons=(),
            form_id=REPLY,
            file_rule=file_rule(scope),
        ),
    )


def fields_form(scope: Scope, case: Case) -> CachedForm:
    return case_form(scope, "detail", form_id=FIELDS, case=case)


def new_case_form(scope: Scope, *, with_accounts: bool) -> CachedForm:
    return case_form(scope, "create", form_id="case", with_accounts=with_accounts)


def desk_extras(
    request: Request,
    *,
    action: str = "",
    accounts: Named = (),
    case: Case | None = None,
    saves_draft: bool = False,
) -> FormExtras:
    return extras_of(
        request,
        request.route_path("agent_desk.uploads"),
        action=action,
        accounts=accounts,
        case=case,
        saves_draft=saves_draft,
    )


def read_seen(request: Request) -> Seen:
    """Return what the page showed to the agent who sends a form of it."""
    version = request.typed(VERSION)
    is_number = version.isascii() and version.isdigit() and len(version) < LONGEST_VERSION
    return Seen(int(version) if is_number else 0, _as_id(request.typed(NOTE)))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@view_config(
    route_name="agent_desk.uploads", permission=ANSWER, renderer="json", request_method="POST"
)
def stage_upload(request: Request) -> dict[str, str]:
    """Keep a file until a form claims it."""
    return take_upload(request)
