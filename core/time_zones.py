"""The time zones to choose from."""

from functools import cache
from zoneinfo import available_timezones

AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def place_zones() -> tuple[str, ...]:
    """Return the zones that are named after a place, sorted: nobody thinks of theirs as EST5EDT."""
    return tuple(sorted(zone for zone in available_timezones() if zone.startswith(AREAS)))
