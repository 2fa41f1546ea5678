"""The portal's forms, made once per version of the tenant and language, and then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import pages
from core.plugin.api.pages import cached_form, file_rule, form_from_schema
from plugins.portal.schemas import file, note, reopening

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.cases import Case
    from core.plugin.api.pages import CachedForm, FormExtras, Request

_ = TranslationStringFactory("portal")


def new_case_form(scope: Scope, *, with_accounts: bool) -> CachedForm:
    """Return the tenant's published case form as customers have it.

    :param with_accounts: whether there is any account to choose; without, nobody is asked for one
    """
    return pages.case_form(scope, "create", form_id="case", with_accounts=with_accounts)


def properties_form(scope: Scope, case: Case) -> CachedForm:
    """Return what customers may change of a case that there is."""
    return pages.case_form(scope, "detail", form_id="properties", case=case)


def note_form(scope: Scope) -> CachedForm:
    return cached_form(
        scope,
        "portal.note",
        lambda: form_from_schema(
            note.note_schema(scope),
            scope.translator,
            buttons=(("add", _("+ Add")),),
            form_id="note",
            file_rule=file_rule(scope),
        ),
    )


def file_form(scope: Scope) -> CachedForm:
    return cached_form(
        scope,
        "portal.file",
        lambda: form_from_schema(
            file.file_schema(scope),
            scope.translator,
            buttons=(("upload", _("Upload")),),
            form_id="file",
            file_rule=file_rule(scope),
        ),
    )


def reopening_form(scope: Scope) -> CachedForm:
    return cached_form(
        scope,
        "portal.reopening",
        lambda: form_from_schema(
            reopening.reopening_schema(),
            scope.translator,
            buttons=(("reopen", _("Reopen")),),
            form_id="reopening",
        ),
    )


def extras_of(
    request: Request,
    *,
    action: str = "",
    accounts: tuple[tuple[str, str], ...] = (),
    case: Case | None = None,
    saves_draft: bool = False,
) -> FormExtras:
    """Return what forms with files and accounts need beside their schema.

    :param accounts: (id, name) of the accounts to choose from
    :param case: whose own fields may hold files already
    :param saves_draft: see :func:`core.cases.web.forms.extras_of`
    """
    return pages.extras_of(
        request,
        request.route_path("portal.uploads"),
        action=action,
        accounts=accounts,
        case=case,
        saves_draft=saves_draft,
    )
