"""Loans as the core sees them."""

from core.plugin.api import (
    ActivityDetail,
    ActivityKind,
    AdminPage,
    MenuItem,
    Permission,
    PluginManifest,
    hookimpl,
)
from tests.functional.whole_feature.loans.settings import Settings

LEND = "loans:lend"
PAGE = "loans.page"


@hookimpl
def register_plugin():
    return PluginManifest(
        name="loans",
        title="Loans of devices",
        package="tests.functional.whole_feature.loans",
        settings_schema=Settings,
        permissions=[Permission(name=LEND, title="Lend devices", roles=frozenset({"csr"}))],
        on_by_default=False,
    )


def count_days(scope, data):
    return f"{data['days']} days"


@hookimpl
def register_activity():
    device = ActivityDetail(key="device", label="Device", words={"phone": "a telephone"})
    days = ActivityDetail(key="days", label="For", describe=count_days)
    return [
        ActivityKind(name="loans.lent", title="Device lent", details=(device, days)),
        ActivityKind(name="loans.reminded", title="Return of a device asked for"),
    ]


@hookimpl
def register_admin_pages():
    return [AdminPage(title="Devices on loan", route=PAGE, section="organisation", permission=LEND)]


@hookimpl
def menu_items(slot):
    entry = MenuItem(label="Lend a device", route="loans.lend", permission=LEND)
    return [entry] if slot == "staff" else []
