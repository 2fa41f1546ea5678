"""The catalogue of hooks: everything a plugin can take part in.

Five groups. *Start-up* hooks (``register_*``) run once per process for all installed plugins. All
others run for one tenant, with the plugins it has switched on. The core's own features
(:mod:`core.features`) take part by the same hooks, and are always on.

* *what happened* (past tense) runs after commit, as one job per plugin, retried alone; it is told
  who did it, when, and what caused it;
* *contributions* (plural nouns) return a list or a mapping, and one that fails is left out of the
  page;
* *checks* (``check_*``) run inside the transaction and refuse by raising
  :class:`core.errors.Refused`; any other error is the plugin's own and refuses nothing;
* *adjustments* (``adjust_*``) run inside the transaction, see what is about to be stored, and
  answer what is to be different, or None; a failure changes nothing;
* *choices* (``choose_*``) take the first answer that will do.

Plugins are called in the order of their names. An implementation names the parameters it wants and
may leave out the others, so parameters can be added later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from types import ModuleType
    from uuid import UUID

    from core.identity.people import Kind
    from core.plugin.case_lists import Badge, BulkAction, CaseColumn, CaseFilterKind, CaseView
    from core.plugin.contributions import (
        Action,
        ActivityKind,
        AdminPage,
        AnswerTool,
        Audience,
        MailChanges,
        MailDraft,
        MenuItem,
        NoteAction,
        Panel,
        Place,
        SearchHit,
        SignInOption,
        SignInStep,
        Slot,
    )
    from core.plugin.events import EventActor
    from core.plugin.manifest import PluginManifest
    from core.scope import Scope
    from fields_config.definition import FormKey
    from fields_config.field_type import FieldType

# --- start-up -------------------------------------------------------------------------------------


@hookspec
def register_plugin() -> PluginManifest:
    """Say what the plugin is. The only hook that every plugin must implement.

    .. code-block:: python

        @hookimpl
        def register_plugin() -> PluginManifest:
            return PluginManifest(name="hello", title="Hello", package="ventanilla_hello")

    .. versionadded:: 1.0
    """


@hookspec
def register_field_types() -> list[FieldType]:
    """Add kinds of fields that admins can choose in the studio.

    A type's name is ``<plugin>.<name>``.

    .. code-block:: python

        @hookimpl
        def register_field_types() -> list[FieldType]:
            return [
                FieldType(
                    name="fleet.plate",
                    title=_("Number plate"),
                    widget="text",
                    reader=read_plate,
                )
            ]


        def read_plate(field: FieldDefinition, language: str) -> Callable[[Any], str]:
            def read(value: Any) -> str:
                plate = str(value).strip().upper()
                if not PLATE.fullmatch(plate):
                    raise RefusedValueError(_("Write the plate like ABC-123."))
                return plate

            return read

    .. versionadded:: 1.0
    """


@hookspec
def register_activity() -> list[ActivityKind]:
    """Say in words what is recorded with :func:`core.activity.services.record_activity`.

    A kind's name is ``<plugin>.<name>``. It keeps its words while the plugin is off, as what
    happened stays on record; its functions are then not called.

    .. code-block:: python

        @hookimpl
        def register_activity() -> list[ActivityKind]:
            score = ActivityDetail(key="score", label=_("Score"), words={"5": _("excellent")})
            return [ActivityKind(name="csat.rated", title=_("Case rated"), details=(score,))]

    .. versionadded:: 1.0
    """


@hookspec
def register_admin_pages() -> list[AdminPage]:
    """Add pages to the administration, each among the tabs of a section.

    Where the plugin is off, or who may not open the page, sees no tab. The template extends
    ``core/admin/frame.jinja2`` and fills its block ``admin``.

    .. code-block:: python

        @hookimpl
        def register_admin_pages() -> list[AdminPage]:
            return [
                AdminPage(
                    title=_("Webhook"),
                    route="webhook.page",
                    section="plugins",
                    permission="webhook:see",
                )
            ]

    .. versionadded:: 1.0
    """


@hookspec
def register_case_columns() -> list[CaseColumn]:
    """Add columns to lists of cases, those of customers or those of the desk.

    A column's name is ``<plugin>.<name>``. Its ``values`` are asked once for each page of rows.
    Lists are in the order of their cases' numbers: no column can be sorted by.

    .. code-block:: python

        @hookimpl
        def register_case_columns() -> list[CaseColumn]:
            return [CaseColumn(name="due.due", title=_("Due"), values=due_cells, position=35)]


        def due_cells(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
            due = services.due_times(scope, [row.id for row in rows])
            return {case_id: Cell(at=moment) for case_id, moment in due.items()}

    .. versionadded:: 1.0
    """


@hookspec
def register_case_filters() -> list[CaseFilterKind]:
    """Add what lists of cases can be narrowed by, beside the fields of the form.

    A filter's name is ``<plugin>.<name>``; in addresses it is ``f-<plugin>.<name>``. If its
    condition fails, the list is empty and says so: it must not look as if all cases had matched.

    .. code-block:: python

        @hookimpl
        def register_case_filters() -> list[CaseFilterKind]:
            return [
                CaseFilterKind(
                    name="due.state", title=_("Due"), choices=services.states, condition=is_due
                )
            ]


        def is_due(scope: Scope, state: str) -> ColumnElement[bool]:
            return Case.id.in_(services.cases_due(scope, state))

    .. versionadded:: 1.0
    """


@hookspec
def register_case_views() -> list[CaseView]:
    """Add views of lists of cases: tabs of customers, entries in the agents' menu of views.

    A view's name is ``<plugin>.<name>``, which stands in addresses.

    .. code-block:: python

        @hookimpl
        def register_case_views() -> list[CaseView]:
            return [
                CaseView(
                    name="due.overdue",
                    title=_("Overdue"),
                    base="open",
                    condition=services.is_overdue,
                    counted=True,
                )
            ]

    .. versionadded:: 1.0
    """


@hookspec
def register_hooks() -> list[ModuleType]:
    """Declare hooks for other plugins, as functions marked with ``hookspec`` in these modules.

    Their names begin with the plugin's, and ``scope`` is their first parameter. They are called by
    ``scope.announce`` (after commit, as a job per plugin), ``scope.hooks.gather``, ``check``,
    ``adjust`` and ``choose``, behind the same fence as the core's. Who implements one marks it with
    ``@hookimpl(optionalhook=True)``, and need not import anything: it is never called where the
    other plugin is not installed.

    .. code-block:: python

        @hookimpl
        def register_hooks() -> list[ModuleType]:
            return [hooks]

    .. versionadded:: 1.0
    """


@hookspec
def register_bulk_actions() -> list[BulkAction]:
    """Add what agents can do to several cases of a list at once.

    An action's name is ``<plugin>.<name>``. A page says first which cases it will touch; ``run``
    is then called for each of them, in one transaction, behind the fence of a check.

    .. code-block:: python

        @hookimpl
        def register_bulk_actions() -> list[BulkAction]:
            return [
                BulkAction(
                    name="due.postpone",
                    title=_("Postpone"),
                    permission="due:postpone",
                    schema=PostponeSchema,
                    run=services.postpone_case,
                    undo=services.put_due_time_back,
                )
            ]

    .. versionadded:: 1.0
    """


# --- what happened --------------------------------------------------------------------------------


@hookspec
def case_created(
    scope: Scope, case_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
) -> None:
    """React to a new case, after its transaction has committed.

    Raising retries it, with growing pauses.

    .. code-block:: python

        @hookimpl
        def case_created(
            scope: Scope, case_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
        ) -> None:
            services.tell_the_chat(scope, case_id)

    :param scope: the tenant, acting as the system, in a transaction of its own
    :param case_id: the case
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def case_changed(
    scope: Scope,
    case_id: UUID,
    changes: Mapping[str, Any],
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to changed fields of a case (status, assignee, any field), after commit.

    .. code-block:: python

        @hookimpl
        def case_changed(
            scope: Scope,
            case_id: UUID,
            changes: Mapping[str, Any],
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            if "status" in changes and "board" not in causes:
                _before, now = changes["status"]
                services.count_status(scope, now)

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param changes: field key -> ``[old, new]``, JSON-able
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def note_added(
    scope: Scope,
    case_id: UUID,
    note_id: UUID,
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to a note, public or internal, after commit. The case's first message is one too.

    .. code-block:: python

        @hookimpl
        def note_added(
            scope: Scope,
            case_id: UUID,
            note_id: UUID,
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            scope.enqueue("chat.pass_on", note_id, plugin="chat")

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param note_id: the note; ``note.is_internal`` tells whether customers may see it
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def file_added(
    scope: Scope,
    case_id: UUID,
    file_id: UUID,
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to a file attached to a case, after commit.

    .. code-block:: python

        @hookimpl
        def file_added(
            scope: Scope,
            case_id: UUID,
            file_id: UUID,
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            services.tick_off(scope, case_id, file_id)

    :param scope: the tenant, acting as the system
    :param case_id: the case
    :param file_id: the case's file
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def contact_created(
    scope: Scope, contact_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
) -> None:
    """React to a new contact, after commit, however it came to be.

    .. code-block:: python

        @hookimpl
        def contact_created(
            scope: Scope, contact_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
        ) -> None:
            scope.enqueue("crm.look_up", contact_id, plugin="crm")

    :param scope: the tenant, acting as the system
    :param contact_id: the contact
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def contact_verified(
    scope: Scope, contact_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
) -> None:
    """React to a contact who proved an email address, after commit.

    .. code-block:: python

        @hookimpl
        def contact_verified(
            scope: Scope, contact_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
        ) -> None:
            services.welcome(scope, contact_id)

    :param scope: the tenant, acting as the system
    :param contact_id: the contact
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def contact_changed(
    scope: Scope,
    contact_id: UUID,
    changes: Mapping[str, Any],
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to changed fields of a contact, after commit, whoever changed them.

    .. code-block:: python

        @hookimpl
        def contact_changed(
            scope: Scope,
            contact_id: UUID,
            changes: Mapping[str, Any],
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            if {"email", "phone"} & changes.keys():
                scope.enqueue("crm.send", contact_id)

    :param scope: the tenant, acting as the system
    :param contact_id: the contact
    :param changes: field key -> ``[old, new]``, JSON-able
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def account_changed(
    scope: Scope,
    account_id: UUID,
    changes: Mapping[str, Any],
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to a new account, or to changed fields of one, after commit.

    .. code-block:: python

        @hookimpl
        def account_changed(
            scope: Scope,
            account_id: UUID,
            changes: Mapping[str, Any],
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            scope.enqueue("crm.send_account", account_id)

    :param scope: the tenant, acting as the system
    :param account_id: the account
    :param changes: field key -> ``[old, new]``, JSON-able; of a new one all are old ``None``
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def staff_changed(
    scope: Scope,
    staff_id: UUID,
    changes: Mapping[str, Any],
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to a new member of staff, or to a changed name, role or state, after commit.

    .. code-block:: python

        @hookimpl
        def staff_changed(
            scope: Scope,
            staff_id: UUID,
            changes: Mapping[str, Any],
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            if changes.get("active", [None, True])[1] is False:
                services.take_off_duty(scope, staff_id)

    :param scope: the tenant, acting as the system
    :param staff_id: the member of staff
    :param changes: ``name``, ``roles`` and ``active``, as far as they differ -> ``[old, new]``
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def signed_in(
    scope: Scope,
    kind: Kind,
    person_id: UUID,
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to somebody who has signed in, after commit.

    .. code-block:: python

        @hookimpl
        def signed_in(
            scope: Scope,
            kind: Kind,
            person_id: UUID,
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            if kind == "staff":
                services.note_presence(scope, person_id, at)

    :param scope: the tenant, acting as the system
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def sign_in_failed(
    scope: Scope,
    kind: Kind,
    person_id: UUID | None,
    source: str,
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to a wrong name or password, after commit.

    The name that was typed is not passed on: people type passwords into the wrong field.

    .. code-block:: python

        @hookimpl
        def sign_in_failed(
            scope: Scope,
            kind: Kind,
            person_id: UUID | None,
            source: str,
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            services.count_failure(scope, source, at)

    :param scope: the tenant, acting as the system
    :param kind: whose page it was: ``contact`` or ``staff``
    :param person_id: whose name it was, or ``None`` if it is nobody's
    :param source: the network address, as far as it tells sources apart
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def person_locked(
    scope: Scope,
    kind: Kind,
    person_id: UUID,
    reason: str,
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to somebody who was locked out, by staff or by wrong passwords, after commit.

    .. code-block:: python

        @hookimpl
        def person_locked(
            scope: Scope,
            kind: Kind,
            person_id: UUID,
            reason: str,
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            if kind == "staff":
                services.warn_administrators(scope, person_id, reason)

    :param scope: the tenant, acting as the system
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    :param reason: a code; ``failed_sign_ins`` after too many wrong passwords
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def form_published(
    scope: Scope,
    form: FormKey,
    version: int,
    actor: EventActor,
    at: datetime,
    causes: tuple[str, ...],
) -> None:
    """React to a form that is in force from now on, after commit.

    .. code-block:: python

        @hookimpl
        def form_published(
            scope: Scope,
            form: FormKey,
            version: int,
            actor: EventActor,
            at: datetime,
            causes: tuple[str, ...],
        ) -> None:
            if form == "case":
                services.forget_rules_without_field(scope, scope.tenant.form("case"))

    :param scope: the tenant, acting as the system
    :param form: which form: ``case`` or ``contact``
    :param version: its number; ``scope.tenant.form(form)`` is the form itself
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def plugin_switched(
    scope: Scope, on: bool, actor: EventActor, at: datetime, causes: tuple[str, ...]
) -> None:
    """Fill in what was missed, or clean up: this plugin has been switched on or off, after commit.

    The only hook that is called while the plugin is off, and only the plugin itself is. It hears
    the state that holds by then; what is on from the start was never switched.

    .. code-block:: python

        @hookimpl
        def plugin_switched(
            scope: Scope, on: bool, actor: EventActor, at: datetime, causes: tuple[str, ...]
        ) -> None:
            if on:
                scope.enqueue("sla.fill_in")

    :param scope: the tenant, acting as the system
    :param on: whether it is on now
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


@hookspec
def mail_sent(
    scope: Scope, mail_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
) -> None:
    """React to a mail that the mail server took, after commit.

    .. code-block:: python

        @hookimpl
        def mail_sent(
            scope: Scope, mail_id: UUID, actor: EventActor, at: datetime, causes: tuple[str, ...]
        ) -> None:
            services.note_first_answer(scope, mail_id, at)

    :param scope: the tenant, acting as the system
    :param mail_id: the mail
    :param actor: who did it
    :param at: when
    :param causes: the plugins and core jobs whose own work led to it, in that order

    .. versionadded:: 1.0
    """


# --- contributions --------------------------------------------------------------------------------


@hookspec
def menu_items(scope: Scope, slot: Slot) -> list[MenuItem]:
    """Add entries to a menu. Called for every page: no queries.

    .. code-block:: python

        @hookimpl
        def menu_items(scope: Scope, slot: Slot) -> list[MenuItem]:
            if slot != "portal":
                return []
            return [MenuItem(label=_("Hello"), route="hello.page", icon="star", position=70)]

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
    * ``contact.main``: below a contact's fields; ``about`` is the contact, here and in the next
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


# --- checks ---------------------------------------------------------------------------------------


@hookspec
def check_case(scope: Scope, values: Mapping[str, Any]) -> None:
    """Refuse a case before it is filed, for example for lack of an obligatory file.

    Runs inside the transaction, after the form's own validation.

    .. code-block:: python

        @hookimpl
        def check_case(scope: Scope, values: Mapping[str, Any]) -> None:
            if values.get("product") == "internet/no_service" and not values.get("files"):
                raise Refused(fields={"files": _("Please add a photo of the modem.")})

    :param scope: the tenant and the person who files it
    :param values: field key -> clean value, custom fields included; read-only
    :raises core.errors.Refused: with a sentence for the person, at a field or for the whole form

    .. versionadded:: 1.0
    """


@hookspec
def check_note(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> None:
    """Refuse a note or a file before it is added to a case.

    .. code-block:: python

        @hookimpl
        def check_note(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> None:
            if scope.actor.is_contact and services.is_frozen(scope, case_id):
                raise Refused(_("This case is being audited. Please write again tomorrow."))

    :param scope: the tenant and the person who adds it
    :param case_id: the case
    :param values: ``message`` (HTML), ``files`` (upload ids), ``is_internal``; read-only
    :raises core.errors.Refused: with a sentence for the person

    .. versionadded:: 1.0
    """


@hookspec
def check_sign_in(scope: Scope, kind: Kind, person_id: UUID) -> None:
    """Refuse somebody who has proven to be the person, for example outside of working hours.

    Runs however the person did that: with a password, a mailed link, or through a plugin.

    .. code-block:: python

        @hookimpl
        def check_sign_in(scope: Scope, kind: Kind, person_id: UUID) -> None:
            if kind == "staff" and not services.is_working_hour(scope):
                raise Refused(_("Staff can sign in from 7 to 20 hours."))

    :param scope: the tenant, acting as the person
    :param kind: ``contact`` or ``staff``
    :param person_id: the contact or member of staff
    :raises core.errors.Refused: with a sentence for the person

    .. versionadded:: 1.0
    """


@hookspec
def check_registration(scope: Scope, values: Mapping[str, Any]) -> None:
    """Refuse somebody who registers, for example by the domain of the address.

    It is asked before anybody looks whether the address is known, and must tell nothing of that.

    .. code-block:: python

        @hookimpl
        def check_registration(scope: Scope, values: Mapping[str, Any]) -> None:
            if values["email"].endswith("@mailinator.com"):
                raise Refused(fields={"email": _("Use an address that you will keep.")})

    :param scope: the tenant; nobody is signed in
    :param values: field key -> clean value, custom fields included; read-only
    :raises core.errors.Refused: with a sentence for the person, at a field or for the whole form

    .. versionadded:: 1.0
    """


@hookspec
def check_change(scope: Scope, case_id: UUID, changes: Mapping[str, Any]) -> None:
    """Refuse a change of a case: of fields, of who answers it, closing and reopening included.

    Runs inside the transaction, whoever makes the change, by a form or by a message. The case has
    the new values by then; a refusal takes them back, and the message with them. The cases of
    somebody who leaves are handed over without asking.

    :param scope: the tenant and the person who changes it
    :param case_id: the case
    :param changes: field key -> ``(old, new)``; read-only
    :raises core.errors.Refused: with a sentence for the person, at a field or for the whole form

    .. code-block:: python

        @hookimpl
        def check_change(scope: Scope, case_id: UUID, changes: Mapping[str, Any]) -> None:
            _before, status = changes.get("status", (None, None))
            if status == "solved" and not services.is_paid(scope, case_id):
                raise Refused(fields={"status": _("The invoice is still open.")})

    .. versionadded:: 1.0
    """


# --- adjustments ----------------------------------------------------------------------------------


@hookspec
def adjust_case(scope: Scope, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Change values of a new case before it is checked and filed.

    What is answered is validated like what a program files: any field, with its type, options and
    limits. It may not name ``files``, ``contact`` or ``assignee``.

    :param scope: the tenant and the person who files it
    :param values: as in :func:`check_case`, with what plugins before have changed; read-only

    .. code-block:: python

        @hookimpl
        def adjust_case(scope: Scope, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
            if "outage" in values.get("subject", "").lower():
                return {"priority": "critical"}
            return None

    .. versionadded:: 1.0
    """


@hookspec
def adjust_note(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Change the words of a message before it is checked and added to a case.

    What is answered may name ``message`` alone; its HTML is cleaned like everybody's.

    :param scope: the tenant and the person who writes
    :param case_id: the case
    :param values: as in :func:`check_note`, with what plugins before have changed; read-only

    .. code-block:: python

        @hookimpl
        def adjust_note(
            scope: Scope, case_id: UUID, values: Mapping[str, Any]
        ) -> Mapping[str, Any] | None:
            return {"message": services.without_card_numbers(values["message"])}

    .. versionadded:: 1.0
    """


@hookspec
def adjust_mail(scope: Scope, mail: MailDraft) -> MailChanges | None:
    """Change a mail before it is queued: who sends it, its subject, a footer, copies; or hold it.

    Not asked for mails that carry a one-time secret.

    :param scope: the tenant, most often acting as the system
    :param mail: the mail as it would go out, with what plugins before have changed

    .. code-block:: python

        @hookimpl
        def adjust_mail(scope: Scope, mail: MailDraft) -> MailChanges | None:
            if mail.case_id is None:
                return None
            return MailChanges(sender=services.address_of_group(scope, mail.case_id))

    .. versionadded:: 1.0
    """


# --- choices --------------------------------------------------------------------------------------


@hookspec(firstresult=True)
def choose_assignee(scope: Scope, values: Mapping[str, Any]) -> UUID | None:
    """Choose who answers a new case. The first plugin that names somebody who can decides.

    Runs inside the transaction that files the case.

    .. code-block:: python

        @hookimpl
        def choose_assignee(scope: Scope, values: Mapping[str, Any]) -> UUID | None:
            return services.whose_turn_is_it(scope)

    :param scope: the tenant and the person who files it
    :param values: as in :func:`check_case`

    .. versionadded:: 1.0
    """
