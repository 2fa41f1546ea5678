"""What a plugin is made of: its manifest, what it adds to pages, tables, jobs, mail.

This package is the border between plugins and the core. Everything that a plugin may import stands
in the ``__all__`` of its modules; ``ventanilla plugin check`` advises against any other import.
Names are only taken away with a new version of the plugin API.

Services are given the scope first, ask for the permissions that they need, and never commit. Which
hooks there are is in :mod:`core.plugin.hookspecs`.
"""

from core.activity.describing import describe_activity
from core.activity.models import Activity
from core.activity.services import list_case_activity, record_activity
from core.db.base import Json, Model, TenantOwned, new_id
from core.db.migrations.jobs import ask_each_tenant
from core.db.migrations.rls import protect
from core.db.prepared import PreparedQuery
from core.db.upsert import insert_once
from core.encryption import UnreadableError, decrypt, encrypt, renew
from core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    Refused,
    VentanillaError,
)
from core.identity.failures import may_mail
from core.jobs import Job, Rows, actor, bare_actor, every
from core.mail.services import Recipient, queue_mail
from core.plugin import hookimpl, hookspec
from core.plugin.contributions import (
    Action,
    ActivityDetail,
    ActivityGroup,
    ActivityKind,
    AdminPage,
    AdminSection,
    AnswerTool,
    Audience,
    Channel,
    EncryptedColumn,
    LockWarning,
    MailChanges,
    MailDraft,
    MenuItem,
    NoteAction,
    Panel,
    Place,
    Program,
    SearchHit,
    Service,
    SignInOption,
    SignInStep,
    Slot,
)
from core.plugin.events import Event, EventActor
from core.plugin.manifest import Permission, PluginManifest
from core.scope import SYSTEM, Scope
from core.signing import is_signed, sign
from core.tenancy.services import change_settings
from core.undo.services import undoable

__all__ = [
    "SYSTEM",
    "Action",
    "Activity",
    "ActivityDetail",
    "ActivityGroup",
    "ActivityKind",
    "AdminPage",
    "AdminSection",
    "AnswerTool",
    "Audience",
    "Channel",
    "ConflictError",
    "EncryptedColumn",
    "Event",
    "EventActor",
    "ForbiddenError",
    "Job",
    "Json",
    "LockWarning",
    "MailChanges",
    "MailDraft",
    "MenuItem",
    "Model",
    "NotFoundError",
    "NoteAction",
    "Panel",
    "Permission",
    "Place",
    "PluginManifest",
    "PreparedQuery",
    "Program",
    "Recipient",
    "Refused",
    "Rows",
    "Scope",
    "SearchHit",
    "Service",
    "SignInOption",
    "SignInStep",
    "Slot",
    "TenantOwned",
    "UnreadableError",
    "VentanillaError",
    "actor",
    "ask_each_tenant",
    "bare_actor",
    "change_settings",
    "decrypt",
    "describe_activity",
    "encrypt",
    "every",
    "hookimpl",
    "hookspec",
    "insert_once",
    "is_signed",
    "list_case_activity",
    "may_mail",
    "new_id",
    "protect",
    "queue_mail",
    "record_activity",
    "renew",
    "sign",
    "undoable",
]
