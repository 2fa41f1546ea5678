"""The email channel, as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import (
    ActivityDetail,
    ActivityKind,
    AdminPage,
    AdminSection,
    Channel,
    EncryptedColumn,
    MenuItem,
    PluginManifest,
    Service,
    hookimpl,
)
from plugins.email_channel import activity, commands
from plugins.email_channel.permissions import SEE, SET_UP
from plugins.email_channel.services import dkim_keys, fetcher, leases, sending
from plugins.email_channel.services.demo import begin_demo
from plugins.email_channel.services.explaining import OUTCOMES
from plugins.email_channel.services.filing import CHANNEL
from plugins.email_channel.services.held import DECIDE_WAITING
from plugins.email_channel.services.mailboxes import list_encrypted
from plugins.email_channel.services.panels import list_note_actions, list_panels
from plugins.email_channel.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    import click

    from core.plugin.api import (
        Audience,
        MailChanges,
        MailDraft,
        NoteAction,
        Panel,
        Place,
        Scope,
        Slot,
    )

_ = TranslationStringFactory("email_channel")

OUTCOME = ActivityDetail(key="outcome", label=_("Outcome"), words=OUTCOMES)
SENDER = ActivityDetail(key="sender", label=_("From"))
PARAMETERS = AdminSection(title=_("Parameters"), icon="sliders", position=78)
MAILS = MenuItem(
    label=_("Mail"),
    route="email_channel.mails",
    icon="envelope",
    position=20,
    permission=SEE.name,
)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="email_channel",
        title=_("Email channel"),
        description=_("Mail becomes cases and notes, and people answer by mail."),
        package="plugins.email_channel",
        settings_schema=Settings,
        permissions=(SEE, SET_UP),
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(
            name="email_channel.mail_received",
            title=_("Mail received"),
            details=(SENDER, OUTCOME),
            group="mail",
        ),
        *activity.KINDS,
    ]


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Incoming mail"),
            route="email_channel.parameters",
            section=PARAMETERS,
            permission=SET_UP.name,
            position=10,
        ),
        AdminPage(
            title=_("Mailboxes"),
            route="email_channel.mailboxes",
            section=PARAMETERS,
            permission=SET_UP.name,
            position=20,
        ),
    ]


@hookimpl
def register_channels() -> list[Channel]:
    return [Channel(name=CHANNEL, title=_("Email"), icon="envelope")]


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    return [MAILS] if slot == "staff" else []


@hookimpl
def panels(scope: Scope, place: Place, about: UUID | None, audience: Audience) -> list[Panel]:
    return list_panels(scope, place, about) if audience == "agent" else []


@hookimpl
def note_actions(scope: Scope, note_ids: Sequence[UUID], audience: Audience) -> list[NoteAction]:
    return list_note_actions(scope, note_ids) if audience == "agent" else []


@hookimpl
def demo_made(scope: Scope) -> None:
    begin_demo(scope)


@hookimpl
def register_commands() -> list[click.Command]:
    return [commands.mail]


@hookimpl
def register_encrypted_columns() -> list[EncryptedColumn]:
    return list_encrypted()


@hookimpl
def register_services() -> list[Service]:
    return [Service(name="email_channel.fetch", title=_("Fetches mail"), run=fetcher.run)]


@hookimpl
def plugin_switched(scope: Scope, on: bool) -> None:  # noqa: FBT001  # the hook's own
    if on:
        scope.enqueue(DECIDE_WAITING, None)
        leases.wake(scope)


@hookimpl
def adjust_mail(scope: Scope, mail: MailDraft) -> MailChanges | None:
    return sending.adjust_mail(scope, mail)


@hookimpl
def choose_reply_address(scope: Scope, case_id: UUID) -> str | None:
    return sending.choose_reply_address(scope, case_id)


@hookimpl
def sign_mail(scope: Scope, message: bytes, sender: str) -> bytes | None:
    return dkim_keys.sign_mail(scope, message, sender)
