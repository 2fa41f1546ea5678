"""What plugins add to pages.

These hooks run while a page is made, in its transaction, and return a list or a mapping. One that
fails, hangs or answers rubbish is left out of the page, and after five failures in a row the hook
is disabled for that tenant. They only look: what they write is taken back. ``sign_in_steps`` can't
be left out: while it fails, nobody is let in. Where ``lock_warnings`` fails, the page says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from core.identity.people import Kind
    from core.plugin.case_lists import Badge
    from core.plugin.contributions import (
        Action,
        AnswerTool,
        Audience,
        LockWarning,
        MenuItem,
        NoteAction,
        Panel,
        Place,
        SearchHit,
        SignInOption,
        SignInStep,
        Slot,
    )
    from core.scope import Scope


@hookspec
def menu_items(scope: Scope, slot: Slot) -> list[MenuItem]:
    """Add entries to a menu. Called for every page: no queries.

    .. code-block:: python

        @hookimpl
        def menu_items(scope: Scope, slot: Slot) -> list[MenuItem]:
            if slot != "portal":
                return []
            return [MenuItem(label=_("Hello"), route="hello.page", icon="star", position=70)]

    With ``replaces="core.people"`` an entry stands, for whoever sees it, in the place of another
    one: of a menu's, or of a page of the administration.

    :param scope: the tenant and the viewer
    :param slot: which menu: ``portal`` (customers) or ``staff``

    .. versionadded:: 1.0
    """


@hookspec
def panels(scope: Scope, place: Place, about: UUID | None, audience: Audience) -> list[Panel]:
    """Add blocks to a place of a page. Called once for each place that a page has.

    * ``home``: the portal's first page
    * ``list.top``: above a list of cases; the desk's is where agents begin
    * ``case.top``: above a case's conversation; ``about`` is the case, here and in the next two
    * ``case.below_answer``: below the box in which an answer is written
    * ``case.side``: beside a case
    * ``contact.top``: above what staff see of a contact, for warnings; ``about`` is the contact,
      here and in the next two
    * ``contact.main``: below a contact's fields
    * ``contact.side``: beside them
    * ``profile``: one's own profile
    * ``security``: where one changes one's password
    * ``sign_in``: the sign-in page, where nobody is signed in

    .. code-block:: python

        @hookimpl
        def panels(
            scope: Scope, place: Place, about: UUID | None, audience: Audience
        ) -> list[Panel]:
            if place != "case.side":
                return []
            rating = services.find_rating(scope, about)
            return [Panel(title=_("Rating"), template="csat/panel.jinja2", data={"rating": rating})]

    :param scope: the tenant and the viewer
    :param place: where the blocks are to stand
    :param about: what the page is about and the viewer may see, if it is about something
    :param audience: whose page it is: ``customer`` or ``agent`` (any member of staff)

    .. versionadded:: 1.0
    """


@hookspec
def case_actions(scope: Scope, case_id: UUID, audience: Audience) -> list[Action]:
    """Add buttons to a case, on the portal and on the agents' desk. Called once for a page.

    The case has been read already: ``core.plugin.api.cases.get_case_by_id`` asks no query.

    .. code-block:: python

        @hookimpl
        def case_actions(scope: Scope, case_id: UUID, audience: Audience) -> list[Action]:
            if audience != "agent":
                return []
            escalate = Action(
                label=_("Escalate"),
                route="levels.escalate",
                params={"case_id": case_id},
                post=True,
                confirm=_("Give the case to the second level?"),
                permission="levels:escalate",
            )
            return [escalate]

    :param scope: the tenant and the viewer
    :param case_id: a case that the viewer may see
    :param audience: whose page it is: ``customer`` or ``agent``

    .. versionadded:: 1.0
    """


@hookspec
def note_actions(
    scope: Scope, case_id: UUID, note_ids: Sequence[UUID], audience: Audience
) -> list[NoteAction]:
    """Add buttons to the notes of a case. Called once for all notes of a page.

    .. code-block:: python

        @hookimpl
        def note_actions(
            scope: Scope, case_id: UUID, note_ids: Sequence[UUID], audience: Audience
        ) -> list[NoteAction]:
            if audience != "agent":
                return []
            # The route's path is /x/articles/from/{note}.
            return [NoteAction(label=_("Quote"), route="articles.from_note", notes=note_ids)]

    :param scope: the tenant and the viewer
    :param case_id: a case that the viewer may see
    :param note_ids: the notes that the page shows, the oldest first
    :param audience: whose page it is: ``customer`` or ``agent``

    .. versionadded:: 1.0
    """


@hookspec
def contact_actions(scope: Scope, contact_id: UUID) -> list[Action]:
    """Add buttons to a contact, on the page that staff have of it.

    Those beside the telephone stand on the pages of the contact's cases too.

    .. code-block:: python

        @hookimpl
        def contact_actions(scope: Scope, contact_id: UUID) -> list[Action]:
            number = services.number_to_dial(scope, contact_id)
            call = Action(label=_("Call"), url=f"tel:{number}", beside="telephone")
            return [call] if number else []

    :param scope: the tenant and the member of staff
    :param contact_id: the contact

    .. versionadded:: 1.0
    """


@hookspec
def lock_warnings(scope: Scope, contact_id: UUID) -> list[LockWarning]:
    """Say what will happen to a contact's things if staff lock the contact.

    The page that asks about the lock shows it first, and needs a tick. What a lock then does is
    for the event ``person_locked``, which is told the kind and the reason.

    .. code-block:: python

        @hookimpl
        def lock_warnings(scope: Scope, contact_id: UUID) -> list[LockWarning]:
            count = services.count_visits(scope, contact_id)
            if not count:
                return []
            text = _("Visits that will be cancelled: ${count}", mapping={"count": count})
            return [LockWarning(text=text, kinds=("permanent", "hidden"))]

    :param scope: the tenant and the member of staff
    :param contact_id: the contact, who is not locked yet

    .. versionadded:: 1.0
    """


@hookspec
def answer_tools(scope: Scope, case_id: UUID) -> list[AnswerTool]:
    """Offer texts that agents can insert into an answer to a case.

    Called for the page, and again when one is chosen.

    .. code-block:: python

        @hookimpl
        def answer_tools(scope: Scope, case_id: UUID) -> list[AnswerTool]:
            return [
                AnswerTool(name=f"macros.{one.id}", label=one.title, html=one.html)
                for one in services.list_macros(scope)
            ]

    :param scope: the tenant and the agent
    :param case_id: a case that the agent may answer

    .. versionadded:: 1.0
    """


@hookspec
def case_badges(
    scope: Scope, case_ids: Sequence[UUID], audience: Audience
) -> Mapping[UUID, list[Badge]]:
    """Add badges to cases, in lists and on the page of a case. Called once for each page of rows.

    .. code-block:: python

        @hookimpl
        def case_badges(
            scope: Scope, case_ids: Sequence[UUID], audience: Audience
        ) -> Mapping[UUID, list[Badge]]:
            if audience != "agent":
                return {}
            late = Badge(label=_("Overdue"), tone="bad")
            return {case_id: [late] for case_id in services.overdue_among(scope, case_ids)}

    :param scope: the tenant and the person who reads the page
    :param case_ids: the cases of the page, all of which this person may see
    :param audience: who reads it: ``customer`` or ``agent``

    .. versionadded:: 1.0
    """


@hookspec
def sign_in_options(scope: Scope, kind: Kind) -> list[SignInOption]:
    """Offer other ways in, on the sign-in page of customers or of staff.

    .. code-block:: python

        @hookimpl
        def sign_in_options(scope: Scope, kind: Kind) -> list[SignInOption]:
            if kind != "staff":
                return []
            return [SignInOption(label=_("Sign in with the directory"), route="sso.begin")]

    :param scope: the tenant; nobody is signed in
    :param kind: whose page it is: ``contact`` or ``staff``

    .. versionadded:: 1.0
    """


@hookspec
def sign_in_steps(scope: Scope, kind: Kind, person_id: UUID) -> list[SignInStep]:
    """Ask for more than a password, for example for a second factor.

    Whoever has proven to be the person is led to the page of each step, in their order, and is
    signed in when the last is done. Of all contributions, only this one can't be left out: while
    it fails or is disabled, nobody signs in whom it is to be asked for. An operator lets people in
    again with ``ventanilla plugin disable``.

    .. code-block:: python

        @hookimpl
        def sign_in_steps(scope: Scope, kind: Kind, person_id: UUID) -> list[SignInStep]:
            if services.has_authenticator(scope, person_id):
                return [SignInStep(route="totp.code")]
            return []

    :param scope: the tenant, acting as the person
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff

    .. versionadded:: 1.0
    """


@hookspec
def search_results(scope: Scope, text: str, audience: Audience, limit: int) -> list[SearchHit]:
    """Find something for what was typed into the search box over a list of cases.

    What is found stands below the cases, by groups. Asked for the first page of a list, while
    somebody types: answer quickly.

    .. code-block:: python

        @hookimpl
        def search_results(
            scope: Scope, text: str, audience: Audience, limit: int
        ) -> list[SearchHit]:
            return [
                SearchHit(
                    title=article.title,
                    text=article.summary,
                    route="articles.article",
                    params={"number": article.number},
                    group=_("Articles"),
                )
                for article in services.find_articles(scope, text, audience, limit)
            ]

    :param scope: the tenant and the person who searches
    :param text: what was typed
    :param audience: who searches: ``customer`` or ``agent``
    :param limit: how many hits of a group are shown; more are left out

    .. versionadded:: 1.0
    """


@hookspec
def case_suggestions(
    scope: Scope, text: str, values: Mapping[str, Any], limit: int
) -> list[SearchHit]:
    """Suggest what may answer a customer's question before the case is filed.

    Asked while a customer types the subject of a new case, after each pause: answer quickly.
    Without scripts, asked when the form comes back with errors. What is answered here are the same
    hits as in a search box (``search_results``).

    .. code-block:: python

        @hookimpl
        def case_suggestions(
            scope: Scope, text: str, values: Mapping[str, Any], limit: int
        ) -> list[SearchHit]:
            return services.find_articles(scope, text, values.get("product"), limit)

    :param scope: the tenant and the customer
    :param text: the subject so far, three letters or more
    :param values: what is filled in so far and can be read, the subject included: field key ->
        value, as a case would store it
    :param limit: how many hits of a group are shown; more are left out

    .. versionadded:: 1.0
    """
