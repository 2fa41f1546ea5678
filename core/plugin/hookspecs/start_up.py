"""What the core reads once per process, of every installed plugin.

These hooks run before the first request, without a tenant or a transaction. Raising leaves the
plugin out, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin import hookspec

if TYPE_CHECKING:
    from types import ModuleType

    import click

    from core.plugin.case_lists import BulkAction, CaseColumn, CaseFilterKind, CaseView
    from core.plugin.contributions import (
        ActivityKind,
        AdminPage,
        Channel,
        EncryptedColumn,
        Service,
    )
    from core.plugin.manifest import PluginManifest
    from fields_config.field_type import FieldType


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
    happened stays on record; its functions are then not called. What concerns a contact stands in
    the contact's activity log, where ``group`` is the check-box that leaves it out; the contact
    sees it only if the kind says that it is not ``staff_only``.

    .. code-block:: python

        @hookimpl
        def register_activity() -> list[ActivityKind]:
            score = ActivityDetail(key="score", label=_("Score"), words={"5": _("excellent")})
            return [
                ActivityKind(
                    name="csat.rated",
                    title=_("Case rated"),
                    details=(score,),
                    group="cases",
                    staff_only=False,
                )
            ]

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
def register_channels() -> list[Channel]:
    """Name the channels by which the plugin files cases and messages.

    Where the plugin is on, each is an option of the form's field *Channel*, to be filtered by and
    chosen like any; a tenant that has an option of that key keeps its own words for it. The page of
    a case shows words and icon. What has come in stays by its name when the plugin is off. A name
    of the core's (``email``, ``phone``, …) may be taken over.

    .. code-block:: python

        @hookimpl
        def register_channels() -> list[Channel]:
            return [Channel(name="whatsapp", title=_("WhatsApp"), icon="chat-left-text")]

    .. versionadded:: 1.0
    """


@hookspec
def register_commands() -> list[click.Command]:
    """Add commands to ``ventanilla``, as Click makes them.

    A group with the name of one of the core's (``mail``, ``tenant``, …) adds what is below it to
    that: ``ventanilla mail fetch``. Any other is a command of its own, with a name that nobody has
    yet. It runs for whoever operates the installation, and outside the fence; it opens the scope of
    a tenant with :mod:`core.plugin.api.commands`, where the plugin may be off.

    .. code-block:: python

        @hookimpl
        def register_commands() -> list[click.Command]:
            return [mail]


        @click.group()
        def mail() -> None:
            pass


        @mail.command()
        @click.option("--tenant", required=True)
        def fetch(tenant: str) -> None:
            '''Fetch what has arrived.'''
            platform = open_platform()
            require_tenant(platform, tenant)
            with platform.scope(tenant) as scope:
                click.echo(services.fetch(scope))

    .. versionadded:: 1.0
    """


@hookspec
def register_services() -> list[Service]:
    """Add what runs all the time, such as a connection that waits for news.

    Each has a thread in every process that does jobs: the workers, or the web process where there
    are none. So several may run at once, on several machines: what must be done by one alone is
    taken by a lease in a table of the plugin's. One that raises or comes back is started again,
    after a rest that doubles up to five minutes. It runs outside the fence, whether a tenant has
    the plugin on or not: ``"visits" in scope.tenant.plugins`` says so.

    .. code-block:: python

        @hookimpl
        def register_services() -> list[Service]:
            return [Service(name="visits.watch", title=_("Watches the doors"), run=watch)]


        def watch(platform: Platform, stop: threading.Event) -> None:
            while not stop.wait(5.0):
                for tenant_id in services.take_leases(platform):
                    with platform.scope(tenant_id) as scope:
                        services.look(scope)

    .. versionadded:: 1.0
    """


@hookspec
def register_encrypted_columns() -> list[EncryptedColumn]:
    """Name the columns in which the plugin keeps encrypted texts.

    ``ventanilla tenant reencrypt`` encrypts them anew when the installation has another secret,
    whether a tenant has the plugin on or not. Secret settings need not be named.

    .. code-block:: python

        @hookimpl
        def register_encrypted_columns() -> list[EncryptedColumn]:
            return [EncryptedColumn(model=Door, column="code", purpose_of=services.purpose_of_code)]

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
