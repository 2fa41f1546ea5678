"""What an organisation decides about its console."""

import colander
from translationstring import TranslationStringFactory

from plugins.csr_console.levels import ACTIONS, LEVELS

_ = TranslationStringFactory("csr_console")


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


class Settings(colander.MappingSchema):
    """How well a caller has to be known, for each action, with the defaults."""

    title = _("How well callers have to be known")
    level_view = _least_level("view")
    level_lock = _least_level("lock")
    level_unlock = _least_level("unlock")
    level_recovery_link = _least_level("recovery_link")
    level_recovery_code = _least_level("recovery_code")
    level_impersonate = _least_level("impersonate")
    level_change_address = _least_level("change_address")
    level_add_account = _least_level("add_account")
    level_delete = _least_level("delete")
