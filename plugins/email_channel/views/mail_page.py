"""What the page of a message shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.plugin.api import ForbiddenError, NotFoundError
from core.plugin.api.cases import ANSWER, get_case_by_id
from core.plugin.api.pages import (
    FormExtras,
    cached_form,
    draw_form,
    form_from_schema,
)
from core.plugin.api.people import get_contact
from plugins.email_channel.parsing.attachments import picture_type
from plugins.email_channel.services.deciding import UNDECIDED
from plugins.email_channel.services.explaining import (
    PROBLEMS,
    STATES,
    TONES,
    explain_outcome,
    explain_steps,
    say,
)
from plugins.email_channel.services.opening import MOST_FILES, headers_of, open_mail
from plugins.email_channel.services.reply_addresses import mask_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case
    from core.plugin.api.pages import CachedForm, FormView, Request
    from plugins.email_channel.models import ReceivedMail
    from plugins.email_channel.parsing import Attachment, Person
    from plugins.email_channel.services.opening import OpenedMail

_ = TranslationStringFactory("email_channel")

PAGE = "email_channel/mail.jinja2"
# What staff can't let in either: there is nothing in it to file.
NEVER_ACCEPTED = frozenset(("bounce", "loop"))
LONGEST_NUMBER = 20


class AssignSchema(colander.MappingSchema):
    """The case to which a message belongs."""

    number = colander.SchemaNode(
        colander.String(),
        title=_("Number of the case"),
        validator=colander.Length(max=LONGEST_NUMBER),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be decided about a message now."""

    accept: str = ""
    assign: bool = False
    refuse: bool = False
    block: bool = False
    retry: bool = False

    def __bool__(self) -> bool:
        return bool(self.accept or self.assign or self.refuse or self.block or self.retry)


def assign_form(scope: Scope) -> CachedForm:
    """Return the form that asks for a case."""

    def make() -> CachedForm:
        buttons = (("assign", _("Add to the case")),)
        return form_from_schema(AssignSchema(), scope.translator, buttons=buttons, form_id="assign")

    return cached_form(scope, "email_channel.assign", make)


def show_page(request: Request, mail_id: UUID, form: FormView | None = None) -> dict[str, Any]:
    """Return what the page's template is given.

    :param form: the form that asks for a case, if it was sent and comes back
    """
    scope = request.scope
    opened = open_mail(scope, mail_id)
    mail, parsed = opened.mail, opened.parsed
    case = _case_of(scope, mail)
    choices = choices_of(scope, mail, case)
    if form is None and choices.assign:
        action = request.route_path("email_channel.assign", id=mail.id)
        form = draw_form(request, assign_form(scope), extras=FormExtras(action=action))
    pictures = _pictures(request, opened)
    return {
        "mail": mail,
        "parsed": parsed,
        "body": opened.body and opened.body.placed(pictures),
        "files": _files(opened, pictures),
        "headers": headers_of(scope, parsed) if parsed is not None else (),
        "problems": [say(scope, PROBLEMS, one) for one in parsed.problems] if parsed else (),
        "people": _people(scope, parsed.to) if parsed is not None else "",
        "copies": _people(scope, parsed.cc) if parsed is not None else "",
        "state": (scope.translate(STATES[mail.state]), TONES[mail.state]),
        "outcome": explain_outcome(scope, mail.outcome),
        "steps": explain_steps(scope, mail),
        "case": case,
        "case_url": scope.links.path("case", "staff", number=case.number) if case else None,
        "contact": _contact_of(scope, mail),
        "choices": choices,
        "form": form if choices.assign else None,
    }


def _pictures(request: Request, opened: OpenedMail) -> dict[str, str]:
    """Return the addresses of the pictures that came with the text, by their content ids."""
    if opened.parsed is None:
        return {}
    return {
        file.content_id: request.route_path(
            "email_channel.attachment", id=opened.mail.id, position=position
        )
        for position, file in enumerate(opened.parsed.attachments[:MOST_FILES])
        if file.is_inline and picture_type(file.content)
    }


def _files(opened: OpenedMail, pictures: Mapping[str, str]) -> list[tuple[int, Attachment]]:
    """Return the files that are not shown within the text, with their positions."""
    if opened.parsed is None:
        return []
    files = enumerate(opened.parsed.attachments[:MOST_FILES])
    return [one for one in files if not (one[1].is_inline and one[1].content_id in pictures)]


def choices_of(scope: Scope, mail: ReceivedMail, case: Case | None) -> Choices:
    """Return what can be decided about a message, as the services have it."""
    if mail.state == "failed":
        return Choices(retry=True, refuse=True)
    if mail.state not in UNDECIDED:
        return Choices()
    answers = scope.actor.may(ANSWER)
    return Choices(
        accept=_effect(scope, mail, case) if answers and may_accept(mail) else "",
        assign=answers,
        refuse=mail.state != "rejected",
        block=bool(mail.sender),
    )


def may_accept(mail: ReceivedMail) -> bool:
    """Whether there is something to file; staff get no case of their own by mail."""
    is_new_case_of_staff = mail.outcome == "staff_sender" and mail.case_id is None
    return mail.outcome not in NEVER_ACCEPTED and not is_new_case_of_staff


def _effect(scope: Scope, mail: ReceivedMail, case: Case | None) -> str:
    """Return what accepting a message does."""
    if case is not None:
        said = _("It becomes a note of case ${number}.", mapping={"number": case.number})
    elif mail.contact_id is not None:
        said = _("It becomes a new case of its sender, or a note of the case that it answers.")
    else:
        said = _("It becomes a new case. Its sender becomes a contact, unless they are one.")
    return scope.translate(said)


def _case_of(scope: Scope, mail: ReceivedMail) -> Case | None:
    if mail.case_id is None:
        return None
    try:
        return get_case_by_id(scope, mail.case_id)
    except (ForbiddenError, NotFoundError):
        return None


def _contact_of(scope: Scope, mail: ReceivedMail) -> Any:
    if mail.contact_id is None:
        return None
    try:
        return get_contact(scope, mail.contact_id)
    except NotFoundError:
        return None


def _people(scope: Scope, people: tuple[Person, ...]) -> str:
    named = ", ".join(
        f"{one.name} <{one.address}>" if one.name and one.address else one.name or one.address
        for one in people
    )
    return mask_tokens(scope, named)
