"""How well a caller has to be known before staff act for them."""

from dataclasses import dataclass

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("csr_console")

FOUND, MATCHED, CONFIRMED, SUPERVISED = 0, 1, 2, 3
LEVELS = {
    FOUND: _("the customer is found"),
    MATCHED: _("facts match"),
    CONFIRMED: _("confirmed another way"),
    SUPERVISED: _("with a supervisor"),
}


@dataclass(frozen=True, slots=True)
class ProtectedAction:
    """Something that staff do for a caller.

    :ivar title: translatable
    :ivar least: the lowest level that an organisation can ask for
    """

    title: str
    least: int


ACTIONS = {
    "view": ProtectedAction(_("Read the customer's data unmasked"), FOUND),
    "edit": ProtectedAction(_("Change the customer's data"), MATCHED),
    "lock": ProtectedAction(_("Lock the account"), FOUND),
    "unlock": ProtectedAction(_("Unlock the account"), MATCHED),
    "recovery_link": ProtectedAction(_("Send a link to reset the password"), FOUND),
    "recovery_code": ProtectedAction(_("Read out a recovery code"), CONFIRMED),
    "impersonate": ProtectedAction(_("See the portal as the customer sees it"), MATCHED),
    "change_address": ProtectedAction(_("Change the address to sign in with"), CONFIRMED),
    "add_account": ProtectedAction(_("Add an account"), CONFIRMED),
    "delete": ProtectedAction(_("Delete or deactivate the account"), SUPERVISED),
}
