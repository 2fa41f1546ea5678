"""What helps with each of the reasons to call, step by step."""

from dataclasses import dataclass

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("csr_console")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    :ivar topic: what the actions and tabs that belong to it have in the names of their routes, or
        one of the views' own: ``check``, ``edit``, ``add_account``, ``search``, ``payments``
    """

    text: str
    topic: str = ""


UNLOCK = Step(
    _("If the account is locked, unlock it. Ten wrong passwords in a row lock it."), "lock"
)
SHOW = Step(_("Open the portal as the customer sees it, and show the way."), "impersonat")

GUIDES = {
    "sign_in": (
        UNLOCK,
        Step(_("If the password is forgotten, send a link, or read out a code."), "recover"),
        Step(_("If signing in still fails, look at the latest attempts."), "activity"),
    ),
    "password": (
        Step(
            _(
                "If the customer knows the address on record and reads it, send a link to reset the"
                " password. It is good for 24 hours."
            ),
            "recover",
        ),
        Step(
            _(
                "If not, generate a recovery code, read it out, and have it repeated. It is good"
                " for 24 hours."
            ),
            "recover",
        ),
        UNLOCK,
    ),
    "leave": (
        Step(
            _("Tell the customer that scheduled and pending payments go with the account."),
            "payments",
        ),
        Step(_("Lock the account: nobody signs in with it any more."), "lock"),
    ),
    "add_account": (
        Step(_("Check the caller, with a mailed code as well."), "check"),
        Step(_("Find the account by its number, and add it."), "add_account"),
    ),
    "navigation": (SHOW,),
    "mails": (
        Step(_("See whether the address on record is right, and correct it."), "edit"),
        Step(_("See what was sent, what failed and why, and send it again."), "mail"),
    ),
    "payments": (
        Step(_("See autopay and paperless bill below, at each account, and change them there.")),
        Step(_("Look after payments themselves in the payment administration."), "payments"),
        SHOW,
    ),
    "deactivated": (
        Step(
            _("Another account may be the one: search among permanently locked and hidden ones."),
            "search",
        ),
        Step(_("Unlock the account: with that, it is back."), "lock"),
    ),
}
