"""What the sign-in pages of customers and staff have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPSeeOther
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import NotFoundError, Refused
from core.identity.services.profile import change_password, current_person, prove_password
from core.identity.services.recovery import is_reset_link, set_password_by_link
from core.identity.services.sessions import close_all_sessions, close_session, list_sessions
from core.identity.services.sign_in import admit, may_enter, sign_in
from core.plugin.links import READERS
from core.sign_in import schemas
from core.sign_in.browser import browser_of, log_in
from core.sign_in.forms import password_hint, read_form, refuse_form, sign_in_form
from core.web.forms import FormView, handle_form
from core.web.routing import WHY, next_of, safe_next

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.identity.people import Kind, Person
    from core.web.forms import CachedForm
    from core.web.request import Request

_ = TranslationStringFactory("core")

GO_ON: str = _("Sign in to go on to the page you asked for.")
Render = Callable[[FormView], Any]

WRONG_CREDENTIALS = _(
    "This does not match. Check both entries, or recover your access. After 10 wrong"
    " tries in a row the access is locked."
)
RECOVERY_ASKED = _(
    "If the data belong to somebody here, a mail with the next step is on its way. Look into your"
    " mailbox, also among the spam."
)
TRY_LATER = _("Too many wrong tries from your network. Wait 15 minutes, then try again.")


def sign_in_page(
    request: Request, kind: Kind, render: Render, *, home: str, choose: Callable[[str], str]
) -> Any:
    """Show the sign-in form, or sign somebody in.

    :param home: where to go if the visitor had not asked for another page
    :param choose: makes the path of the page for choosing a password, given a token
    """
    scope = request.scope
    with_username = kind == "contact" and scope.tenant.settings("identity")["username_alias"]
    form = sign_in_form(
        scope,
        f"sign-in-{kind}",
        lambda: schemas.sign_in_schema(with_username=with_username),
        ("sign_in", _("Sign in")),
    )
    values, answer = read_form(request, form, render)
    if values is None:
        return answer
    try:
        result = sign_in(scope, kind, values["name"], values["password"], browser_of(request))
        if result.outcome in ("in", "step"):
            return log_in(request, kind, result, safe_next(request, home))
    except Refused as refusal:
        return refuse_form(request, form, refusal, render)
    if result.outcome == "choose":
        return HTTPSeeOther(with_next(request, choose(result.token)))
    return refuse_form(
        request,
        form,
        Refused(TRY_LATER if result.outcome == "later" else WRONG_CREDENTIALS),
        render,
    )


def choose_password(
    request: Request, kind: Kind, token: str, render: Render, *, home: str, dead: str
) -> Any:
    """Show the form for a new password, or set it and sign the person in.

    :param dead: where to go if the link has expired or was used
    """
    scope = request.scope
    if request.method != "POST" and not is_reset_link(scope, kind, token):
        return HTTPSeeOther(dead)
    hint = password_hint(scope)
    form = sign_in_form(
        scope,
        f"choose-password-{kind}",
        lambda: schemas.choose_password_schema(hint),
        ("save", _("Save password")),
    )

    def choose(values: Mapping[str, Any]) -> Any:
        person = set_password_by_link(scope, kind, token, values["new"])
        if person is None:
            return HTTPSeeOther(dead)
        return welcome_back(request, kind, person, safe_next(request, home))

    return handle_form(request, form, choose, render=render)


def why_sign_in(request: Request) -> str:
    """Return why the visitor has to sign in, for the sign-in page; it may be empty."""
    why = request.typed("_why", anywhere=True)
    if why in WHY:
        return WHY[why]
    homes = {request.scope.links.path("home", reader) for reader in READERS}
    return GO_ON if safe_next(request, "") not in homes | {""} else ""


def with_next(request: Request, address: str) -> str:
    """Return the address of a sign-in page that leads on to the page that was asked for."""
    query = urlencode(next_of(request))
    return f"{address}?{query}" if query else address


def welcome_back(request: Request, kind: Kind, person: Person, home: str) -> HTTPSeeOther:
    """Sign in somebody who has just proven their identity by setting a new password."""
    response = HTTPSeeOther(home)
    if may_enter(request.scope, person):
        try:
            result = admit(request.scope, person, browser_of(request))
            response = log_in(request, kind, result, home)
        except Refused as refusal:
            request.flash_message("warning", refusal.message)
    request.flash_message("success", _("Your new password is set."))
    return response


def renew_password(request: Request, kind: Kind, render: Render, *, back: str) -> Any:
    """Show the form that changes one's own password, or change it.

    :param back: the page to go to afterwards
    """
    scope = request.scope
    hint = password_hint(scope)
    form = sign_in_form(
        scope,
        f"password-{kind}",
        lambda: schemas.change_password_schema(hint),
        ("save", _("Update")),
    )
    values, answer = read_form(request, form, render)
    if values is None:
        return answer
    person = current_person(scope)
    refusal = require_current_password(request, form, values, render, back=back)
    if refusal is not None:
        return refusal

    def change(values: Mapping[str, Any]) -> Any:
        change_password(scope, person, values["new"])
        return welcome_back(request, kind, person, back)

    return handle_form(request, form, change, render=render)


def require_current_password(
    request: Request, form: CachedForm, values: Mapping[str, Any], render: Render, *, back: str
) -> Any:
    """Return ``None`` if the current password was typed, else the response that refuses it.

    :param values: ``current``, as :func:`core.sign_in.forms.read_form` read it
    :param back: the page to go to if the session was ended after too many wrong ones
    """
    proof = prove_password(request.scope, current_person(request.scope), values["current"])
    if proof == "ended":
        return HTTPSeeOther(back)
    if proof == "no":
        wrong = Refused(fields={"current": _("This is not your current password.")})
        return refuse_form(request, form, wrong, render)
    return None


def end_session(request: Request, kind: Kind, session_id: str) -> None:
    """Sign the person out of one of their browsers, or of all but this one (``others``).

    :raises NotFoundError: they have no such session
    """
    scope = request.scope
    person_id = current_person(scope).id
    own = {str(found.id): found.id for found in list_sessions(scope, kind, person_id)}
    if session_id == "others":
        close_all_sessions(scope, kind, person_id, but=scope.actor.session_id)
    elif session_id in own:
        close_session(scope, own[session_id])
    else:
        raise NotFoundError(session_id)
    record_activity(scope, "logout", session=session_id)
    request.flash_message("success", _("Signed out there."))
