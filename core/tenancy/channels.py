"""The channels of plugins, as options of the case form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fields_config.options import Option

if TYPE_CHECKING:
    from core.plugin.contributions import Channel
    from fields_config.definition import FormDefinition

FIELD = "channel"


def offer_channels(
    form: FormDefinition,
    channels: Iterable[Channel],
    say: Callable[[Channel], Mapping[str, str]],
) -> FormDefinition:
    """Return the case form with an option for each channel that it has none for.

    The form that a tenant has published is not written: an option that it does not keep is gone
    with the plugin.

    :param say: returns the words for a channel, by language
    """
    field = form.field(FIELD)
    if field is None:
        return form
    known = {option.key for option in field.options}
    new = tuple(Option(key=one.name, labels=say(one)) for one in channels if one.name not in known)
    if not new:
        return form
    offering = replace(field, options=(*field.options, *new))
    return replace(form, fields=tuple(offering if one.key == FIELD else one for one in form.fields))
