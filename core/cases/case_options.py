"""Options of the case form as things to show: a status, a priority, a channel, a product path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.fields.services.history import last_known
from fields_config.options import option_path
from fields_config.texts import title_of

if TYPE_CHECKING:
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, Option

PATH = " / "


@dataclass(frozen=True, slots=True)
class OptionView:
    """A chosen option in the reader's language. Written into a page it is its label."""

    key: str
    label: str
    color: str | None = None
    kind: str | None = None

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class ChannelView:
    """The way by which something came, in the reader's language. ``icon`` may be empty."""

    name: str
    label: str
    icon: str = ""


def show_channel(scope: Scope, name: str) -> ChannelView:
    """Return a channel by its name; one that nobody knows is shown by that."""
    known = scope.hooks.channels.get(name)
    option = show_option(scope, "channel", name)
    return ChannelView(name, option.label if option else name, known.icon if known else "")


def show_option(scope: Scope, field_key: str, value: str | None) -> OptionView | None:
    """Return the option that a field has; what no version has known is shown by its key."""
    if not value:
        return None
    # A page of cases asks for some hundred; there are only as many as the form has options.
    cache = scope.tenant.cache
    found: OptionView | None = cache.get(("choice", field_key, value, scope.locale))
    if found is not None:
        return found
    field = scope.tenant.form("case").field(field_key)
    options = option_path(field.options, value) if field else None
    if options is None:
        return _lost_option(scope, field_key, value)
    made = OptionView(value, _labels(scope, options), options[-1].color, options[-1].kind)
    cache["choice", field_key, value, scope.locale] = made
    return made


def _lost_option(scope: Scope, field_key: str, value: str) -> OptionView:
    """Return an option that only earlier versions of the form had."""
    field = last_known(scope, "case", field_key, value)
    options = option_path(field.options, value) if field else None
    if options is None:
        return OptionView(value, value)
    return OptionView(value, _labels(scope, options), options[-1].color, options[-1].kind)


def _labels(scope: Scope, options: tuple[Option, ...]) -> str:
    fallback = scope.tenant.default_locale
    return PATH.join(title_of(option, scope.locale, fallback) for option in options)


def offered_options(scope: Scope, field_key: str) -> list[OptionView]:
    """Return the options of a flat system field that may be chosen anew, in their order."""
    field: FieldDefinition | None = scope.tenant.form("case").field(field_key)
    return [
        OptionView(option.key, _labels(scope, (option,)), option.color, option.kind)
        for option in (field.options if field else ())
        if option.active
    ]
