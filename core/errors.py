"""The exceptions of the domain. ``core.web.errors`` turns them into pages."""

import errno

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: BaseException) -> bool:
    """Whether there was no room left to write to."""
    return isinstance(error, OSError) and error.errno in FULL


class VentanillaError(Exception):
    """The root of every error that this product raises on purpose."""


class SettingsError(VentanillaError):
    """The installation's environment is wrong; the message names the variable."""


class NotFoundError(VentanillaError):
    """There is no such thing, or this actor may not know of it: the two look the same."""


class ForbiddenError(VentanillaError):
    """The actor may see the thing, yet may not do this to it."""


class ConflictError(VentanillaError):
    """Somebody else changed the row since this actor read it."""


class TenantGuardError(VentanillaError):
    """A statement or a row reached for another tenant. Always a programming error."""


class ReadOnlyError(VentanillaError):
    """Something tried to write while looking through a customer's eyes."""


class NotRecordedError(VentanillaError):
    """What must be on record before anything is shown could not be put there."""


class AppendOnlyError(VentanillaError):
    """Something tried to change or delete what is only ever added. Always a programming error."""


class StoreError(VentanillaError):
    """The place where files are kept does not answer, or lets nothing be read or written."""


class SpoiledError(VentanillaError):
    """A plugin's failure spoilt the transaction; the operation is to be done again without it."""


class Refused(VentanillaError):
    """A deliberate refusal inside the transaction, with sentences for the person.

    Raised by services and by plugins' ``check_*`` hooks.

    :param message: a translatable sentence that says what to do
    :param fields: field key -> translatable sentence, shown at that field
    """

    def __init__(self, message: str = "", fields: dict[str, str] | None = None) -> None:
        super().__init__(*filter(None, (message, fields)))
        self.message = message
        self.fields: dict[str, str] = fields or {}


class PluginError(VentanillaError):
    """A plugin can't be loaded.

    :param plugin: its name, as far as it is known
    :param rule: the id of the rule it breaks, for example ``clash-route``
    """

    def __init__(self, plugin: str, rule: str, message: str) -> None:
        super().__init__(f"Plugin '{plugin}' was left out: {message}")
        self.plugin = plugin
        self.rule = rule
        self.detail = message
