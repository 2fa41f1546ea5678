"""Mail, as the rest of the core sees it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.services import get_case_by_id
from core.identity.permissions import CSR
from core.identity.services.contacts import get_contact
from core.mail.permissions import OF_CONTACTS, READ, RESEND
from core.mail.settings import MailSettings
from core.plugin import hookimpl
from core.plugin.contributions import Action, ActivityDetail, ActivityKind, AdminPage
from core.plugin.manifest import Permission, PluginManifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.contributions import Audience
    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_mail(scope: Scope, data: Mapping[str, Any]) -> str:
    return scope.translate(scope.hooks.title_of_mail(str(data["mail_kind"])))


KIND = ActivityDetail(key="mail_kind", label=_("Mail"), describe=_name_mail)
# Copies go to others, and what servers say is for those who look after them.
ADDRESS = ActivityDetail(key="address", label=_("Address"), staff_only=True)
REASON = ActivityDetail(key="reason", label=_("Reason"), staff_only=True)

_seen = partial(ActivityKind, group="mail", staff_only=False)  # by the contact


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="mail",
        title=_("Mail"),
        package="core.mail",
        settings_schema=MailSettings,
        permissions=(
            Permission(name=READ, title=_("Read the mails that go out")),
            Permission(name=RESEND, title=_("Send mails again")),
            Permission(
                name=OF_CONTACTS,
                title=_("See the mails to a contact, and send them to the contact again"),
                roles=frozenset({CSR}),
            ),
        ),
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        _seen(name="mail_sent", title=_("Mail sent"), details=(KIND,)),
        _seen(name="mail_resent", title=_("Mail sent again"), details=(KIND,)),
        _seen(name="mail_failed", title=_("Mail not delivered"), details=(KIND, ADDRESS, REASON)),
    ]


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Outgoing mail"),
            route="core.mails",
            section="organisation",
            permission=READ,
            position=60,
        ),
    ]


@hookimpl
def case_actions(scope: Scope, case_id: UUID, audience: Audience) -> list[Action]:
    if audience != "agent" or not scope.actor.may(READ):
        return []
    return [_offer_mails({"number": get_case_by_id(scope, case_id).number})]


@hookimpl
def contact_actions(scope: Scope, contact_id: UUID) -> list[Action]:
    address = get_contact(scope, contact_id).email
    return [_offer_mails({"text": address})] if address else []


def _offer_mails(narrowed: dict[str, Any]) -> Action:
    return Action(
        label=_("Mails"),
        route="core.mails",
        params={"_query": narrowed},
        icon="envelope",
        permission=READ,
        position=90,
    )
