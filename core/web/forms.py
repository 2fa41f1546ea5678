"""The round trip of every form: show, read, validate, act, or show it again with nothing lost."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import colander
from markupsafe import Markup
from pyramid.csrf import check_csrf_origin, check_csrf_token, get_csrf_token
from pyramid.response import Response
from translationstring import TranslationStringFactory

from core.drafts import services as drafts
from core.errors import Refused
from core.web import drafting
from core.web.edits import BASE, MEANWHILE, Edit, base_of, errors_of, notes_of, read_edit
from core.web.form_cache import (
    CachedForm,
    cached_form,
    form_from_compiled,
    form_from_definition,
    form_from_schema,
)
from core.web.widgets.builder import EXPIRED
from core.web.widgets.field_attributes import Choice
from core.web.widgets.files import FileRule
from core.web.widgets.state import NOTHING, FormState, UploadedFile, nothing
from core.web.widgets.submission import Submission, Uploads, errors_by_name
from fields_config.form_values import only

if TYPE_CHECKING:
    from core.web.drafting import Waiting
    from core.web.request import Request
    from fields_config.policy import Decision

__all__ = [
    "CachedForm",
    "Choice",
    "FileRule",
    "FormExtras",
    "FormView",
    "Uploads",
    "cached_form",
    "draw_form",
    "form_from_compiled",
    "form_from_definition",
    "form_from_schema",
    "handle_edit",
    "handle_form",
    "one_time_key",
    "set_sent_text",
]

_ = TranslationStringFactory("core")

SENT_TEXT = "sent_words"
REFRESH = "refresh"
KEY = "_key"
KEY_FORM = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
INVALID = 422


@dataclass(frozen=True, slots=True)
class FormView:
    """A form ready for a template: ``{{ form }}``.

    If it is passed to the template as ``form``, the layout puts "Error:" before the title when it
    ``failed``. ``draft`` has the values of a restored draft, those of controls outside the form as
    well.
    """

    html: Markup
    failed: bool = False
    draft: Mapping[str, str] = field(default_factory=nothing)

    def __html__(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True, kw_only=True)
class FormExtras:
    """What some forms need besides their schema and values.

    :param uploads: where files wait until the form is accepted; needed for file fields
    :param choices: field name -> options that depend on the person, such as their accounts
    :param upload_url: where scripts send files one by one
    :param saves_draft: save what is being typed as a draft until the form is sent
    :param action: where the form is sent; by default the page itself
    :param inserted: field name -> HTML to put behind what was typed there, when the form is to be
        shown again
    """

    uploads: Uploads | None = None
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=nothing)
    upload_url: str = ""
    saves_draft: bool = False
    action: str = ""
    inserted: Mapping[str, str] = field(default_factory=nothing)


PLAIN = FormExtras()
Render = Callable[[FormView], Any]


def handle_form(
    request: Request,
    form: CachedForm,
    on_success: Callable[[Mapping[str, Any]], Any],
    *,
    render: Render,
    current: Mapping[str, Any] = NOTHING,
    extras: FormExtras = PLAIN,
) -> Any:
    """Show the form, or act on what was sent; return what ``on_success`` or ``render`` returns.

    An invalid form is shown again with status 422 and everything that was typed, files included. So
    is one that ``on_success`` refuses (:class:`core.errors.Refused`, ``colander.Invalid``): what it
    wrote is rolled back. If ``refresh`` was posted, the form is shown again unchecked, with
    the fields and options that now apply.

    :param on_success: takes the validated values and returns the response
    :param render: takes a :class:`FormView` and returns a response, or a dict for the renderer
    :param current: the stored values
    """
    return _handle(_FormRequest(request, form, current, extras), on_success, render)


def _handle(
    form_request: _FormRequest,
    act: Callable[[Mapping[str, Any]], Any],
    render: Render,
    check: Callable[[], None] | None = None,
) -> Any:
    request, form = form_request.request, form_request.form
    if request.method != "POST":
        return render(form_request.view(None))
    if not _is_meant(request):
        if drafting.ASK in request.POST:
            return Response(status=400, json_body={"error": form.translate(EXPIRED)})
        # Views with ``require_csrf=False`` let it come this far: what was typed survives a lost
        # session. Files do not, as any site could send them in the visitor's name; they are named.
        submission = Submission(request.POST.items())
        cstruct = form.read(submission)
        return form_request.redisplay(
            render,
            cstruct,
            {"": (form.translate(EXPIRED),), **_submission_errors(submission, form)},
        )
    answer = form_request.answer_draft()
    return _act(form_request, act, render, check) if answer is None else answer


def _act(
    form_request: _FormRequest,
    act: Callable[[Mapping[str, Any]], Any],
    render: Render,
    check: Callable[[], None] | None,
) -> Any:
    request, form = form_request.request, form_request.form
    submission = Submission(request.POST.items(), form_request.extras.uploads)
    cstruct = form.read(submission)
    if REFRESH in submission:
        typed = form.offered_now(cstruct, form_request.current)
        inserted = form_request.extras.inserted.items()
        longer = {name: f"{typed.get(name) or ''}{html}" for name, html in inserted}
        return render(form_request.view({**typed, **longer}))
    form_request = form_request.compared(cstruct)
    cstruct = form_request.edit.cstruct if form_request.edit else cstruct
    refused = _submission_errors(submission, form)
    try:
        if check is not None:
            check()
        form_request.refuse_if_stale()
        values = form.validate(cstruct, form_request.current)
        if refused:
            return form_request.with_draft_saved().redisplay(render, cstruct, refused)
        return form_request.ended(_attempt(request, act, form_request.touched(values)))
    except colander.Invalid as error:
        found = {**errors_by_name(error, form.translate), **refused}
    except Refused as refusal:
        whole = {"": refusal.message} if refusal.message else {}
        texts = {**whole, **refusal.fields}
        found = {name: (form.translate(text),) for name, text in texts.items()}
    return form_request.with_draft_saved().redisplay(render, cstruct, found)


def _submission_errors(submission: Submission, form: CachedForm) -> dict[str, tuple[str, ...]]:
    """Return the messages about what could not be read or saved, by field."""
    return {name: tuple(map(form.translate, texts)) for name, texts in submission.errors.items()}


def handle_edit(
    request: Request,
    form: CachedForm,
    on_success: Callable[[Mapping[str, Any]], Any],
    *,
    render: Render,
    current: Mapping[str, Any],
    extras: FormExtras = PLAIN,
    check: Callable[[], None] | None = None,
    is_whole: bool = False,
) -> Any:
    """Show stored values in a form, or save what this person changed of them.

    Like :func:`handle_form`, for things that others may edit at the same time. Untouched fields are
    never written back. Whoever saves second is warned once, with both values where both changed the
    same field, and saves by sending the form again.

    :param on_success: takes the validated values of the fields that this person changed
    :param current: the stored values; read them after locking if two may save at once
    :param check: raises its own refusal if somebody else was faster
    :param is_whole: pass all values to ``on_success``, the untouched ones as they are stored
    """
    form_request = _FormRequest(request, form, current, extras, is_edit=True, is_whole=is_whole)
    return _handle(form_request, on_success, render, check)


def expect_token(request: Request) -> None:
    """Check the CSRF token of a form that is not a :class:`CachedForm`, which can be shown again.

    :raises Refused: it is missing, or its session has ended
    """
    if not _is_meant(request):
        raise Refused(EXPIRED)


def _is_meant(request: Request) -> bool:
    """Whether the form comes from one of our pages, as Pyramid checks it for other views."""
    is_ours: bool = check_csrf_origin(request, raises=False)
    return is_ours and check_csrf_token(request, raises=False)


def draw_form(
    request: Request,
    form: CachedForm,
    *,
    current: Mapping[str, Any] = NOTHING,
    extras: FormExtras = PLAIN,
    is_edit: bool = False,
) -> FormView:
    """Render a form that was not sent: one of several on a page.

    :param is_edit: whether :func:`handle_edit` handles it
    :param extras: its ``action`` says where it is sent, as the page handles other forms
    """
    return _FormRequest(request, form, current, extras, is_edit=is_edit).view(None)


def _attempt(
    request: Request, act: Callable[[Mapping[str, Any]], Any], values: Mapping[str, Any]
) -> Any:
    """Act inside a savepoint: a refusal rolls back what was written, but not the uploads."""
    with request.db.begin_nested():
        return act(values)


def set_sent_text(request: Request, text: str) -> None:
    """Set the message for somebody who returns to the form that is being sent now.

    For ``on_success`` of a form that saves drafts: "This was sent as case 12."
    """
    setattr(request, SENT_TEXT, request.scope.translate(text))


def one_time_key(request: Request) -> str:
    """Return the form's one-time key, which stays the same after errors and double clicks.

    A service that creates something stores it under a unique constraint.
    """
    posted = request.POST.get(KEY) if request.method == "POST" else None
    if isinstance(posted, str) and KEY_FORM.fullmatch(posted):
        return posted
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class _FormRequest:
    """One request to show or handle a form.

    :ivar edit: the comparison with the stored values, once an edit was sent
    """

    request: Request
    form: CachedForm
    current: Mapping[str, Any]
    extras: FormExtras
    is_edit: bool = False
    is_whole: bool = False
    edit: Edit | None = None
    revision: int = 0

    def compared(self, cstruct: Mapping[str, Any]) -> _FormRequest:
        if not self.is_edit:
            return self
        base = self.request.typed(BASE)
        return replace(self, edit=read_edit(self.form, cstruct, self.current, base))

    def refuse_if_stale(self) -> None:
        """Warn once that somebody else was faster: the page with the warning has the new values.

        :raises Refused: somebody was
        """
        if self.edit is not None and self.edit.is_stale:
            raise Refused(MEANWHILE)

    def touched(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what is to be saved."""
        if self.edit is None or self.is_whole:
            return values
        return only(values, self.edit.touched)

    def view(
        self, typed: Mapping[str, Any] | None, errors: Mapping[str, tuple[str, ...]] = NOTHING
    ) -> FormView:
        """Render the form with what was typed, or (None) with what is stored."""
        waiting = self._waiting() if typed is None else None
        if waiting is not None and waiting.entries:
            typed = self.form.read(Submission(waiting.entries, self.extras.uploads))
        cstruct = self.form.cstruct(self.current) if typed is None else typed
        state = self._state(typed, cstruct, waiting)
        if self.edit is not None and errors:
            conflicts = errors_of(self.form, self.edit, self.current, state)
            errors = {**conflicts, **errors}
        state = replace(state, errors=errors, problems=errors.get("", ()))
        draft = dict(waiting.entries) if waiting is not None else NOTHING
        return FormView(self.form.render(cstruct, state), failed=bool(errors), draft=draft)

    @property
    def address(self) -> str:
        return drafting.address_of(self.request, self.extras.action)

    @property
    def saves_draft(self) -> bool:
        """Whether a draft is saved: only for people who are signed in and act for themselves."""
        if not self.extras.saves_draft or not drafting.is_signed_in(self.request):
            return False
        return bool(drafts.owner_of(self.request.scope.actor))

    def answer_draft(self) -> Response | None:
        if not self.saves_draft and drafting.DISCARD not in self.request.POST:
            return None
        return drafting.answer(self.request, self.address, self.form.names_out_of_drafts())

    def ended(self, response: Any) -> Any:
        """Record that the form was sent."""
        if self.saves_draft:
            once = one_time_key(self.request)
            words = getattr(self.request, SENT_TEXT, "")
            drafting.end(self.request, self.address, once, response, words)
        elif drafting.is_signed_in(self.request):
            drafting.forget_saved(self.request, self.address)
        return response

    def with_draft_saved(self) -> _FormRequest:
        """Save what is shown again with errors as a draft, as the script would."""
        if not self.saves_draft:
            return self
        names = self.form.names_out_of_drafts()
        return replace(self, revision=drafting.save_typed(self.request, self.address, names))

    def _waiting(self) -> Waiting | None:
        if not drafting.is_signed_in(self.request):
            return None
        saves_draft = self.extras.saves_draft
        return drafting.find_waiting(self.request, self.address, saves_draft=saves_draft)

    def _state(
        self,
        typed: Mapping[str, Any] | None,
        cstruct: Mapping[str, Any],
        waiting: Waiting | None,
    ) -> FormState:
        decisions = self.form.decisions(typed, self.current)
        kept_base = dict(waiting.entries).get(BASE, "") if waiting is not None else ""
        base = (kept_base or self._base(decisions)) if self.is_edit else ""
        saves_draft = self.saves_draft
        is_signed_in = drafting.is_signed_in(self.request) and not self.form.private_names()
        return FormState(
            decisions=decisions,
            files=self._files(self.form.file_ids(cstruct, self.current)),
            stored=self.form.stored(self.current),
            choices=self.extras.choices,
            csrf_token=get_csrf_token(self.request),
            key=one_time_key(self.request),
            action=self.extras.action,
            owner=drafting.sign_owner(self.request, self.address) if is_signed_in else "",
            saves_draft=saves_draft,
            revision=self._revision(waiting),
            waiting=waiting.words if waiting is not None else "",
            upload_url=self.extras.upload_url,
            base=base,
            notes=notes_of(self.form, self.edit) if self.edit else NOTHING,
        )

    def _revision(self, waiting: Waiting | None) -> int:
        """Return the draft's revision, by which its script knows whether another tab was faster."""
        if waiting is not None:
            return waiting.revision
        known = self.saves_draft and self.request.method == "POST" and not self.revision
        return drafting.read_revision(self.request) if known else self.revision

    def _base(self, decisions: Mapping[str, Decision] | None) -> str:
        """Return the fingerprints for the page: of what it shows, once the warning was shown."""
        base = self.request.typed(BASE) if self.request.method == "POST" else ""
        if self.edit is None and base:
            return base
        return base_of(self.form, self.current, self._offered(decisions))

    def _offered(self, decisions: Mapping[str, Decision] | None) -> list[str]:
        """Return the names of the fields that can be edited on the page."""
        names = [child.name for child in self.form.form.children]
        if decisions is None:
            return names
        return [name for name in names if name not in decisions or decisions[name].editable]

    def redisplay(
        self, render: Render, cstruct: Mapping[str, Any], errors: Mapping[str, tuple[str, ...]]
    ) -> Any:
        """Show the form with its errors."""
        answer = render(self.view(cstruct, errors))
        response = answer if isinstance(answer, Response) else self.request.response
        response.status_int = INVALID
        return answer

    def _files(self, ids: Mapping[str, list[str]]) -> dict[str, tuple[UploadedFile, ...]]:
        if self.extras.uploads is None:
            return {}
        described = {
            name: self.extras.uploads.describe(found) for name, found in ids.items() if found
        }
        return {
            name: tuple(UploadedFile(*one) for one in files) for name, files in described.items()
        }
