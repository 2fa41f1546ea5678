"""What an organisation decides about its console."""

from urllib.parse import urlsplit

import colander
from translationstring import TranslationStringFactory

from plugins.csr_console.levels import ACTIONS, LEVELS

_ = TranslationStringFactory("csr_console")

MOST_FACTS = 20


def _least_level(action: str) -> colander.SchemaNode:
    """Return the setting that raises what an action needs: never below its own level."""
    options = [
        (str(level), words) for level, words in LEVELS.items() if level >= ACTIONS[action].least
    ]
    return colander.SchemaNode(
        colander.String(),
        title=ACTIONS[action].title,
        validator=colander.OneOf([key for key, _words in options]),
        options=options,
        missing=options[0][0],
    )


def _secure_address(node: colander.SchemaNode, value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise colander.Invalid(node, _("Enter an address that begins https://"))


class Settings(colander.MappingSchema):
    """What the console leads to, and how well callers have to be known, with the defaults."""

    title = _("Customer service console")
    payment_administration = colander.SchemaNode(
        colander.String(),
        title=_("Address of the payment administration"),
        description=_("The console leads there, unless a plugin has pages for it."),
        validator=colander.All(colander.Length(max=300), _secure_address),
        missing="",
    )
    reasons = colander.SchemaNode(
        colander.Sequence(),
        colander.SchemaNode(
            colander.String(), title=_("Reason"), validator=colander.Length(max=60)
        ),
        title=_("Further reasons to call"),
        description=_("They stand below those that every organisation has."),
        missing=(),
    )
    facts = colander.SchemaNode(
        colander.Sequence(),
        colander.SchemaNode(colander.String(), title=_("Fact")),
        title=_("Facts that callers are asked"),
        missing=("contact.identifier", "contact.phone", "account.number", "case.last"),
        has_own_page=True,
    )
    facts_needed = colander.SchemaNode(
        colander.Integer(),
        title=_("How many of them have to match"),
        validator=colander.Range(min=1, max=MOST_FACTS),
        missing=2,
        has_own_page=True,
    )
    level_view = _least_level("view")
    level_edit = _least_level("edit")
    level_lock = _least_level("lock")
    level_unlock = _least_level("unlock")
    level_recovery_link = _least_level("recovery_link")
    level_recovery_code = _least_level("recovery_code")
    level_impersonate = _least_level("impersonate")
    level_change_address = _least_level("change_address")
    level_add_account = _least_level("add_account")
    level_delete = _least_level("delete")
