"""The small frozen things that core, features and plugins hand to each other."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Event
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from uuid import UUID

Slot = Literal["portal", "staff"]
Audience = Literal["customer", "agent"]
ADMIN_SECTIONS = ("organisation", "people", "fields", "plugins")
LOCKS = ("temporary", "permanent", "hidden")
Place = Literal[
    "home",
    "list.top",
    "case.top",
    "case.below_answer",
    "case.side",
    "contact.top",
    "contact.main",
    "contact.side",
    "profile",
    "security",
    "sign_in",
]
Spot = Literal["heading", "assignee", "access", "telephone"]
ActivityGroup = Literal[
    "access", "passwords", "locks", "visits", "profile", "cases", "mail", "exports", "other"
]

SCHEMES = frozenset({"https", "http", "mailto", "tel", "sms", "sip"})
LONGEST = 500  # letters of a heading or a label
FARTHEST = 1_000_000


class Contribution:
    """What a plugin adds to a page. One that no page could use can't be made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kind: Any = type(self)
        for name, wanted in _types(kind):
            value: Any = getattr(self, name)
            if name in {"label", "title"} and isinstance(value, str) and len(value) > LONGEST:
                raise ValueError(f"'{name}' has more than {LONGEST} letters")
            if name == "position" and isinstance(value, int) and abs(value) > FARTHEST:
                raise ValueError(f"'{name}' must lie between {-FARTHEST} and {FARTHEST}")
            if get_origin(wanted) is Literal:
                if value not in get_args(wanted):
                    raise ValueError(f"'{name}' must be one of {', '.join(get_args(wanted))}")
            elif not isinstance(value, wanted):
                called = getattr(wanted, "__name__", "of a type that it may have")
                raise TypeError(f"'{name}' is {type(value).__name__}, not {called}")


@cache
def _types(kind: Any) -> list[tuple[str, Any]]:
    return [(name, _bare(hint)) for name, hint in get_type_hints(kind).items()]


def _bare(hint: Any) -> Any:
    """Return what :func:`isinstance` understands: ``Mapping`` of ``Mapping[str, str]``.

    What is one of several values stays as it is.
    """
    if get_origin(hint) is Literal:
        return hint
    if isinstance(hint, UnionType):
        return tuple(map(_bare, get_args(hint)))
    return get_origin(hint) or hint


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem(Contribution):
    """An entry of a menu.

    :param label: translatable
    :param route: the route's name
    :param icon: a name of the icon sprite
    :param position: items are sorted by it, then by label; ours stand at 10, 20, 30 …
    :param permission: shown only to an actor who has it
    :param primary: drawn as the menu's main action
    :param personal: stands in the menu under the person's name instead, beside signing out
    :param replaces: the route of another entry, or of a page of the administration, in whose place
        it stands: whoever sees this one does not see that one. The page itself stays where it is,
        and its entry is back once the plugin is off
    """

    label: str
    route: str
    icon: str = "circle"
    position: int = 50
    permission: str = ""
    primary: bool = False
    personal: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Contribution):
    """A block in a place of a page. One whose template draws nothing is left out.

    :param title: translatable heading
    :param template: ``<plugin>/<file>.jinja2``, rendered with ``data`` and what every template has;
        on a page of the same plugin also with what the page was given
    :param text: translatable; what it says where there is no template, as in a plugin of one file
    :param data: what the template needs; frozen dataclasses and plain values
    :param position: as in :class:`MenuItem`
    """

    title: str
    template: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    position: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSection(Contribution):
    """A section of the administration, for a plugin whose pages belong to none of ours.

    :param title: translatable: the entry in the menu of staff
    :param icon: a name of the icon sprite
    :param position: as in :class:`MenuItem`; our own stand at 60, 70, 75 and 80
    """

    title: str
    icon: str = "circle"
    position: int = 85


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPage(Contribution):
    """A page of the administration: it stands among the tabs of its section.

    The menu of staff leads to the first page of each section that the person may open.

    :param title: translatable
    :param route: the route's name: a page for staff, whose path has no variables. What lies below
        its path belongs to it
    :param section: ``organisation``, ``people``, ``fields`` or ``plugins``; or a section of the
        plugin's own, the same object for each of its pages
    :param permission: shown only to staff who have it; the view asks for the same
    :param position: tabs are sorted by it, then by route; ours stand at 10, 20, 30 …
    :param replaces: the route of another page of the administration, in whose place it stands, as
        in :class:`MenuItem`
    """

    title: str
    route: str
    section: str | AdminSection
    permission: str
    position: int = 50
    replaces: str = ""

    def __post_init__(self) -> None:
        Contribution.__post_init__(self)
        if isinstance(self.section, str) and self.section not in ADMIN_SECTIONS:
            names = ", ".join(ADMIN_SECTIONS)
            raise ValueError(f"'section' must be one of {names}, or an AdminSection")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDetail(Contribution):
    """One thing that is known of an activity: a key of its data, in words.

    A value that is the id of a contact, an account or a member of staff reads as the name, and one
    that is True or False as yes or no.

    :param key: what :func:`core.activity.services.record_activity` is given it as
    :param label: translatable
    :param words: value -> what people call it, translatable; any other value shows as it is
    :param describe: given the scope and all the data, says it instead, in the reader's language
    :param staff_only: customers are not told it where they read of what concerns them
    """

    key: str
    label: str
    words: Mapping[str, str] = field(default_factory=dict)
    describe: Callable[[Any, Mapping[str, Any]], str] | None = None
    staff_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind(Contribution):
    """Something that the record of activity can hold.

    :param name: what :func:`core.activity.services.record_activity` is given: ``<plugin>.<name>``
    :param title: translatable: what happened
    :param details: what is known of it, in the order in which it is said; data without a detail
        shows staff as it is, and customers never
    :param group: the check-box with which the activity log of a customer leaves it out:
        ``access``, ``passwords``, ``locks``, ``visits`` (of staff, to the customer's pages),
        ``profile``, ``cases``, ``mail``, ``exports``, or else ``other``
    :param staff_only: customers do not see it among their own activity. They see a kind only if it
        says ``False``: look at its details first
    """

    name: str
    title: str
    details: tuple[ActivityDetail, ...] = ()
    group: ActivityGroup = "other"
    staff_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Contribution):
    """A way by which cases and messages come in.

    :param name: what ``create_case`` and ``add_note`` are given as ``channel``, and cases store
    :param title: translatable: *WhatsApp*
    :param icon: a name of the icon sprite
    """

    name: str
    title: str
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Contribution):
    """Something that runs for as long as the processes that do jobs.

    :param name: ``<plugin>.<name>``
    :param title: translatable: what it does
    :param run: given the :class:`core.platform.Platform` and an event that is set when it shall
        stop; it comes back within seconds then
    """

    name: str
    title: str
    run: Callable[[Any, Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedColumn(Contribution):
    """A column whose texts are encrypted (:func:`core.encryption.encrypt`); empty is none.

    :param model: the mapped class, whose rows are tenants'
    :param column: the name of its attribute
    :param purpose_of: given a row, returns what its text was encrypted for
    """

    model: type
    column: str
    purpose_of: Callable[[Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInOption(Contribution):
    """Another way in, offered on a sign-in page.

    :param label: translatable, as on a button: *Sign in with the company's account*
    :param route: a public route of the plugin, where signing in begins; it is given the page to go
        on to as ``next``
    :param icon: a name of the icon sprite
    :param position: as in :class:`MenuItem`
    """

    label: str
    route: str
    icon: str = "person"
    position: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInStep(Contribution):
    """A page that somebody has to get past after the password, before being signed in.

    :param route: a public route of the plugin; its view ends with
        :func:`core.sign_in.steps.finish_step`
    :param position: as in :class:`MenuItem`
    """

    route: str
    position: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(Contribution):
    """A program that has shown who it is, at a route for programs.

    :param name: what the record of activity calls it
    :param permissions: what it may do
    :param contact_id: the contact for whom it acts, if any: it then sees and does what they see and
        do in the portal, and ``permissions`` count for nothing
    """

    name: str
    permissions: frozenset[str] = frozenset()
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit(Contribution):
    """Something that a search box has found beside the cases.

    :param title: what the link says; translatable
    :param route: the route's name
    :param params: what stands in the place of the path's variables
    :param text: a line below, for example the words around what was found; translatable
    :param group: the heading under which hits of this kind stand, translatable
    """

    title: str
    route: str
    group: str
    params: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockWarning(Contribution):
    """Something that a plugin will do because a contact is locked.

    :param text: translatable: a sentence for the member of staff, who may read it out
    :param kinds: the kinds of lock that do it: ``temporary``, ``permanent``, ``hidden``. Whoever
        sets such a lock has to tick that they have read what the lock will do
    """

    text: str
    kinds: tuple[str, ...] = LOCKS

    def __post_init__(self) -> None:
        Contribution.__post_init__(self)
        if not all(kind in LOCKS for kind in self.kinds):
            raise ValueError(f"'kinds' must be some of {', '.join(LOCKS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDraft:
    """A mail that is about to be queued.

    :param id: by which ``mail_sent`` will know it
    :param kind: the name of its template; a plugin's begins with the plugin's name
    :param locale: the language it is written in
    :param sender: the address in From
    :param to: pairs of name and address, and so is ``cc``
    :param without_page: those of the addresses whom the mail leads to no page, as they can't open
        it: copies of a case, and a contact without access to the portal. They can only answer
    :param is_automatic: no person wrote it
    :param reply_to: the address to which answers go, if it is not the sender's
    :param headers: further headers: name -> text
    :param is_held: it will not be sent
    """

    id: UUID
    kind: str
    locale: str
    sender_name: str
    sender: str
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    without_page: tuple[str, ...]
    subject: str
    text: str
    html: str
    case_id: UUID | None
    note_id: UUID | None
    contact_id: UUID | None
    is_automatic: bool
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChanges(Contribution):
    """What is to be different about a mail; what is empty stays as it is.

    :param sender: an address of the organisation's, for From and for answers
    :param reply_to: the address to which answers go instead
    :param headers: further headers, ten at most, name -> text in one line: ``X-…``, and those of
        :data:`core.mail.message.headers.ALLOWED`. Those by which a mail travels are not for plugins
    :param footer: HTML that is added below, and as text to the part without HTML
    :param copy_to: addresses that get a copy, for everybody to see
    :param without: addresses that get nothing; somebody has to be left in To
    :param is_held: do not send it
    """

    sender_name: str = ""
    sender: str = ""
    subject: str = ""
    footer: str = ""
    copy_to: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_held: bool = False
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Contribution):
    """A button or a link with which something can be done.

    :param label: translatable
    :param route: the route's name; this or ``url``
    :param params: its variables, and Pyramid's ``_query`` and ``_anchor``
    :param url: an address that is no route: ``https:``, ``http:``, ``mailto:``, ``tel:``, ``sms:``
        or ``sip:``
    :param post: a button that posts to the route, with the token against forgery and ``values``; a
        link otherwise
    :param values: what is sent along
    :param icon: a name of the icon sprite
    :param permission: shown only to an actor who has it; the view asks for it again
    :param confirm: translatable; the question that a button asks first, drawn as dangerous
    :param primary: drawn as the main action
    :param disabled_because: translatable; why it can't be done now. It is then shown without
        effect, with this reason; the view refuses it as well
    :param beside: where it stands; ``telephone`` is beside a contact's number, on cases too
    :param position: as in :class:`MenuItem`
    """

    label: str
    route: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    post: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""
    permission: str = ""
    confirm: str = ""
    primary: bool = False
    disabled_because: str = ""
    beside: Spot = "heading"
    position: int = 50

    def __post_init__(self) -> None:
        Contribution.__post_init__(self)
        if bool(self.route) == bool(self.url):
            raise ValueError("an action needs either 'route' or 'url'")
        if self.url and urlsplit(self.url).scheme.lower() not in SCHEMES:
            raise ValueError(f"'url' must begin with one of {', '.join(sorted(SCHEMES))}")
        if not self.post and (self.confirm or self.values):
            raise ValueError("only what is posted has 'values' or asks to 'confirm'")
        if self.post and self.url:
            raise ValueError("a button posts to a 'route'")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAction(Action):
    """An :class:`Action` for some of the notes of a case.

    :param notes: for which of the notes that the hook was asked about. The route's variable
        ``note`` is filled with each
    """

    notes: Collection[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTool(Contribution):
    """A text that an agent can insert into an answer.

    :param name: of your own, the same each time: ``<plugin>.<name>``
    :param label: translatable; what the list beside the editor calls it
    :param html: what is inserted; it is cleaned as any HTML
    :param position: as in :class:`MenuItem`
    """

    name: str
    label: str
    html: str
    position: int = 50
