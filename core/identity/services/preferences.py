"""Language and time zone of a person, wherever they sign in."""

from zoneinfo import available_timezones

from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import Refused
from core.identity.people import Kind, Person, contact_id_of, get_person
from core.identity.services.sessions import find_visitor
from core.scope import Scope

_ = TranslationStringFactory("core")


def choose_language(scope: Scope, kind: Kind, token: str, language: str) -> None:
    """Remember the language for whoever signed in with that token, if anybody did."""
    visitor = find_visitor(scope.session, scope.tenant, kind, token, scope.now())
    if visitor is None:
        return
    person = get_person(scope, kind, visitor.actor.id)
    if person is not None:
        set_language(scope.acting_as(visitor.actor), person, language)


def set_language(scope: Scope, person: Person, language: str) -> None:
    """Remember the language for the person.

    :raises Refused: the tenant doesn't offer it
    """
    if language not in scope.tenant.languages:
        raise Refused(_("That language is not available."))
    if person.locale != language:
        person.locale = language
        _record(scope, person, "language")


def set_time_zone(scope: Scope, person: Person, time_zone: str) -> None:
    """Show the person times in a zone; an empty one means the tenant's.

    :raises Refused: there is no such zone
    """
    if time_zone and time_zone not in available_timezones():
        raise Refused(fields={"time_zone": _("Choose a time zone from the list.")})
    if (person.time_zone or "") != time_zone:
        person.time_zone = time_zone or None
        _record(scope, person, "time_zone")


def _record(scope: Scope, person: Person, what: str) -> None:
    record_activity(scope, "preference_changed", contact_id=contact_id_of(person), what=what)
