from core.plugin import hookimpl
from core.plugin.contributions import ActivityKind, AdminPage, AdminSection
from core.plugin.manifest import Permission, PluginManifest
from tests.functional.tables.shelf.table import CHANGED, PERMISSION

LIBRARY = AdminSection(title="Library", icon="building", position=65)


@hookimpl
def register_plugin():
    return PluginManifest(
        name="shelf",
        title="Shelf",
        package="tests.functional.tables.shelf",
        permissions=(
            Permission(name=PERMISSION, title="Change the shelf", roles=frozenset({"csr"})),
        ),
    )


@hookimpl
def register_admin_pages():
    return [AdminPage(title="Books", route="shelf.books", section=LIBRARY, permission=PERMISSION)]


@hookimpl
def register_activity():
    return [ActivityKind(name=CHANGED, title="Shelf changed")]
