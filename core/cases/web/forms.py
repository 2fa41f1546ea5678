"""The tenant's case form as a page shows it, and what forms with files need, on either side.

A form is made once per configuration, audience and language, and then cached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.cases.filed_form import filed
from core.cases.services import list_files
from core.fields.services.filed_forms import form_with_name
from core.files.forms import file_rule, uploads_of
from core.files.services import UploadsForForms, owner_of
from core.scope import ANONYMOUS
from core.web.forms import Choice, FormExtras, cached_form, form_from_definition

if TYPE_CHECKING:
    from collections.abc import Sequence

    import colander

    from core.cases.models import Case
    from core.cases.services import Missing
    from core.scope import Scope
    from core.web.forms import CachedForm
    from core.web.request import Request
    from fields_config.definition import Screen

_ = TranslationStringFactory("core")

MESSAGE = ("message", "files")


def case_form(
    scope: Scope,
    screen: Screen,
    *,
    form_id: str,
    with_accounts: bool = True,
    case: Case | None = None,
) -> CachedForm:
    """Return the tenant's published case form as the actor's audience has it.

    :param with_accounts: whether there is any account to choose; without, nobody is asked for one
    :param case: one that was filed already: it is asked for nothing more than it was then
    """
    audience = scope.actor.audience
    name = f"{audience}-{screen}-{form_id}-{with_accounts}"
    form = scope.tenant.form("case")
    if case is not None:
        form, own = form_with_name(scope, filed(case))
        name += own

    def make() -> CachedForm:
        nonlocal form
        if not with_accounts and form.field("account") is not None:
            form = form.without_field("account")
        return form_from_definition(
            scope.tenant,
            form,
            audience,
            screen,
            scope.locale,
            buttons=(("save", _("Save case") if screen == "create" else _("Save")),),
            form_id=form_id,
            file_rule=file_rule(scope),
        )

    return cached_form(scope, name, make)


def completion_form(scope: Scope, case: Case, missing: Missing) -> CachedForm:
    """Return the form by which a customer fills in what a case lacks, and nothing else.

    :param missing: from :func:`core.cases.services.find_missing`
    """
    asked, begun = missing.asking_form(scope, case), missing.begun
    _form, own = form_with_name(scope.acting_as(ANONYMOUS), filed(case))
    shown = [field.key for field in asked.fields if field.grant("customer", "detail").visible]

    def make() -> CachedForm:
        return form_from_definition(
            scope.tenant,
            asked,
            "customer",
            "detail",
            scope.locale,
            buttons=(("save", _("Send")),),
            form_id="completion",
            file_rule=file_rule(scope),
            begun=begun,
        )

    return cached_form(scope, f"completion-{missing.keys}-{shown}-{begun}{own}", make)


def add_message(schema: colander.SchemaNode, scope: Scope) -> None:
    """Add a message and its files, called what the tenant's case form calls them."""
    form = scope.tenant.form("case")
    for key in MESSAGE:
        field = form.field(key)
        if field is not None and field.active:
            kind = scope.tenant.types[field.type]
            node = kind.node(field, scope.locale, scope.tenant.default_locale)
            node.description = ""
            schema.add(node)


def extras_of(
    request: Request,
    upload_url: str,
    *,
    action: str = "",
    accounts: tuple[tuple[str, str], ...] = (),
    case: Case | None = None,
    saves_draft: bool = False,
    scope: Scope | None = None,
) -> FormExtras:
    """Return what forms with files and accounts need beside their schema.

    :param upload_url: where scripts send files one by one (see
        :func:`core.files.forms.take_upload`)
    :param accounts: (id, name) of the accounts to choose from
    :param case: whose own fields may hold files already
    :param saves_draft: the form writes something new, which must not get lost on the way
    :param scope: whose files they are, unless the visitor's
    """
    scope = scope or request.scope
    return FormExtras(
        uploads=CaseUploads(scope, case) if case is not None else uploads_of(scope),
        choices={"account": tuple(Choice(key, name) for key, name in accounts)},
        upload_url=upload_url,
        action=action,
        saves_draft=saves_draft,
    )


def sent_as(number: int) -> str:
    """Return the message for somebody who returns to a form that has created a case."""
    text: str = _("This was sent as case ${number}.", mapping={"number": number})
    return text


def sent_in(number: int) -> str:
    """Return the message for somebody who returns to a form that has added to a case."""
    text: str = _("This was sent already: it is in case ${number}.", mapping={"number": number})
    return text


class CaseUploads(UploadsForForms):
    """The person's uploads, and the files that the case's own fields hold."""

    def __init__(self, scope: Scope, case: Case) -> None:
        super().__init__(scope, owner_of(scope.actor))
        self._case = case

    def describe(self, ids: Sequence[str]) -> list[tuple[str, str, int]]:
        """Return (id, name, size) of those ids that this person uploaded or may see, in order."""
        held = {
            str(file.id): (str(file.id), file.name, file.size)
            for file in list_files(self._scope, self._case)
        }
        new = super().describe([one for one in ids if one not in held])
        known = {**held, **{one[0]: one for one in new}}
        return [known[one] for one in ids if one in known]
