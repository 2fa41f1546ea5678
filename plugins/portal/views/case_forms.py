"""The portal's forms, made once per version of the tenant and language, and then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.cases import forms
from core.web.forms import form_from_schema, keep_form
from plugins.portal.schemas import file, note, reopening

if TYPE_CHECKING:
    from core.scope import Scope
    from core.web.forms import FormExtras, KeptForm
    from core.web.request import Request
    from fields_config.definition import Screen

_ = TranslationStringFactory("portal")


def case_form(scope: Scope, screen: Screen, *, with_accounts: bool = True) -> KeptForm:
    """Return the tenant's published case form as customers have it.

    :param with_accounts: whether there is any account to choose; without, nobody is asked for one
    """
    form_id = "case" if screen == "create" else "properties"
    return forms.case_form(scope, screen, form_id=form_id, with_accounts=with_accounts)


def note_form(scope: Scope) -> KeptForm:
    return keep_form(
        scope,
        "portal.note",
        lambda: form_from_schema(
            note.note_schema(scope),
            scope.translator,
            buttons=(("add", _("+ Add")),),
            form_id="note",
            file_rule=forms.file_rule(scope),
        ),
    )


def file_form(scope: Scope) -> KeptForm:
    return keep_form(
        scope,
        "portal.file",
        lambda: form_from_schema(
            file.file_schema(scope),
            scope.translator,
            buttons=(("upload", _("Upload")),),
            form_id="file",
            file_rule=forms.file_rule(scope),
        ),
    )


def reopening_form(scope: Scope) -> KeptForm:
    return keep_form(
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
    keeps_draft: bool = False,
) -> FormExtras:
    """Return what forms with files and accounts need beside their schema.

    :param accounts: (id, name) of the accounts to choose from
    :param keeps_draft: see :func:`core.cases.forms.extras_of`
    """
    upload_url = request.route_path("portal.uploads")
    return forms.extras_of(
        request, upload_url, action=action, accounts=accounts, keeps_draft=keeps_draft
    )
