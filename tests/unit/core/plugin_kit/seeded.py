"""Plugins that are wrong in one way each: the scaffold with one thing spoilt."""

from dataclasses import dataclass
from pathlib import Path

from core.plugin_kit.making import make_plugin

REGISTER = "@hookimpl\ndef register_plugin()"


@dataclass(frozen=True)
class Spoilt:
    """What to replace in which file, and the rule that is to notice."""

    rule: str
    file: str
    old: str
    new: str


SEEDED = {
    "misspelt_hook": Spoilt("unknown-hook", "plugin.py", "def menu_items(", "def menu_itmes("),
    "wrong_parameter": Spoilt(
        "hook-signature",
        "plugin.py",
        "def case_created(scope: Scope, case_id",
        "def case_created(scope: Scope, cause_id",
    ),
    "unmarked_hook": Spoilt("hook-unmarked", "plugin.py", "@hookimpl\ndef panels", "def panels"),
    "from_the_future": Spoilt("api-version", "plugin.py", 'version="0.1.0"', "api=(1, 99)"),
    "bad_name": Spoilt("name", "plugin.py", 'name="bad_name"', 'name="Bad Name"'),
    "no_manifest": Spoilt("no-manifest", "plugin.py", REGISTER, "def manifest()"),
    "broken_import": Spoilt("import", "plugin.py", "Manifest, hookimpl", "Manifest, hookimple"),
    "foreign_permission": Spoilt(
        "permission-name",
        "plugin.py",
        'version="0.1.0"',
        'permissions=[Permission(name="cases:read", title=_("Save"))]',
    ),
    "untitled": Spoilt(
        "title", "plugin.py", 'title=_("Untitled"),\n        d', 'title="Untitled",\n        d'
    ),
    "foreign_route": Spoilt("route-name", "routes.py", '"foreign_route.page"', '"portal.page"'),
    "taken_path": Spoilt("clash-path", "routes.py", '"/x/taken_path"', '"/cases"'),
    "loud_path": Spoilt("route-path", "routes.py", '"/x/loud_path"', '"/everything"'),
    "no_permission": Spoilt(
        "permission-unknown",
        "views.py",
        '.page", renderer',
        '.page", permission="no:body", renderer',
    ),
    "lost_entry": Spoilt(
        "menu-route", "plugin.py", 'route="lost_entry.page"', 'route="lost_entry.pge"'
    ),
    "curious": Spoilt(
        "undocumented-import",
        "services.py",
        "from core.plugin.api import ForbiddenError",
        "from core.db.base import UtcDateTime\nfrom core.plugin.api import ForbiddenError",
    ),
    "unanswered": Spoilt(
        "route-view",
        "views.py",
        '@view_config(route_name="unanswered.page", renderer="unanswered/page.jinja2")\n',
        "",
    ),
    "lost_view": Spoilt("view-route", "views.py", '"lost_view.page", r', '"lost_view.pgae", r'),
    "nobodys_route": Spoilt("route-audience", "routes.py", '"customer"', '"customers"'),
    "nobodys_link": Spoilt("link-name", "routes.py", '"customer"', '"customer", link="cases"'),
    "nobodys_reader": Spoilt(
        "link-reader", "routes.py", '"customer"', '"customer", link="home", reader="agent"'
    ),
    "numberless_link": Spoilt("link-path", "routes.py", '"customer"', '"customer", link="case"'),
    "strange_role": Spoilt(
        "permission-role",
        "plugin.py",
        'version="0.1.0"',
        'permissions=[Permission(name="strange_role:see", title=_("Save"), '
        'roles=frozenset({"agnet"}))]',
    ),
    "lost_job": Spoilt("job-unknown", "tasks.py", '    "lost_job.forget', '    "lost_job.lose'),
    "lost_errand": Spoilt(
        "job-unknown",
        "services.py",
        "    case = get_case_by_id(",
        '    scope.enqueue("lost_errand.run")\n    case = get_case_by_id(',
    ),
    "odd_widget": Spoilt(
        "widget-unknown",
        "settings.py",
        "        missing=365",
        '        widget_name="txt", missing=365',
    ),
    "foreign_job": Spoilt("job-name", "tasks.py", "foreign_job.forget", "mail.forget"),
    "made_schema": Spoilt("no-manifest", "plugin.py", "=Settings,", "=Settings(),"),
    "no_default": Spoilt("settings", "settings.py", "        missing=365,\n", ""),
    "foreign_table": Spoilt("table-name", "", "foreign_table_entry", "foreign_entry"),
    "ownerless_table": Spoilt(
        "table-tenant",
        "models.py",
        "Entry(TenantOwned, Model):",
        "Entry(Model):\n    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)\n"
        "    id: Mapped[UUID] = mapped_column(primary_key=True)\n",
    ),
    "crossing_reference": Spoilt(
        "table-reference",
        "models.py",
        '["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]',
        '["contact_id"], ["contact.id"]',
    ),
    "lost_reference": Spoilt(
        "table-reference",
        "models.py",
        '["contact.tenant_id", "contact.id"]',
        '["nobody.tenant_id", "nobody.id"]',
    ),
    "unmapped": Spoilt(
        "table-mapping",
        "models.py",
        "    contact_id:",
        '    owner = __import__("sqlalchemy").orm.relationship("Nobody")\n    contact_id:',
    ),
    "listener": Spoilt(
        "view-only",
        "views.py",
        '@view_config(route_name="listener.page"',
        '@__import__("pyramid.events").events.subscriber()\ndef hear(event): ...\n\n\n'
        '@view_config(route_name="listener.page"',
    ),
    "uncreated_table": Spoilt(
        "migration-missing", "models.py", "uncreated_table_entry", "uncreated_table_line"
    ),
    "no_branch": Spoilt("migration-branch", "migrations", '("no_branch",)', "None"),
    "no_base": Spoilt("migration-base", "migrations", '("core0005",)', "None"),
    "lost_base": Spoilt("migrations", "migrations", '("core0005",)', '("core9999",)'),
    "failing_upgrade": Spoilt(
        "migration-upgrade", "migrations", "    op.create_index(", "    op.make_index("
    ),
    "no_way_back": Spoilt(
        "migration-downgrade", "migrations", 'op.drop_table("no_way_back_entry")', "pass"
    ),
    "lacking_column": Spoilt(
        "migration-columns",
        "models.py",
        "    created_at:",
        "    seen_at: Mapped[datetime]\n    created_at:",
    ),
    "unprotected": Spoilt(
        "migration-protection", "migrations", '    protect("unprotected_entry")', "    "
    ),
    "untranslated": Spoilt("catalogue-untranslated", "views.py", '_("Save")', '_("Save it")'),
    "lost_number": Spoilt("catalogue-placeholder", "locale/de", "Fall ${number} er", "Fall er"),
    "no_french": Spoilt("catalogue-missing", "locale/fr", "", ""),
    "foreign_domain": Spoilt(
        "text-domain", "views.py", 'Factory("foreign_domain")', 'Factory("core")'
    ),
    "inline_script": Spoilt(
        "inline-script", "templates/panel.jinja2", "<p><a ", '<p><a onclick="go()" '
    ),
    "inline_style": Spoilt(
        "inline-style", "templates/panel.jinja2", "<p><a ", '<p><a style="color: red" '
    ),
    "foreign_source": Spoilt(
        "foreign-source",
        "templates/panel.jinja2",
        "<p><a ",
        '<img src="https://cdn.example/a.png"><p><a ',
    ),
    "broken_template": Spoilt("template-syntax", "templates/panel.jinja2", "{%- endfor %}", ""),
    "lost_template": Spoilt(
        "template-missing", "views.py", "lost_template/page", "lost_template/pgae"
    ),
    "lost_parent": Spoilt("template-missing", "templates/page.jinja2", "core/layout", "core/lay"),
    "lost_macro": Spoilt("template-missing", "templates/page.jinja2", "import card", "import cart"),
    "nosy": Spoilt(
        "plugin-import",
        "views.py",
        "from pyramid.view",
        "import plugins.portal.services.menu\nfrom pyramid.view",
    ),
    "worldly_service": Spoilt(
        "web-import", "services.py", "from sqlalchemy", "import webob\nfrom sqlalchemy"
    ),
    "pointed_inside": Spoilt(
        "metadata",
        "../setup.cfg",
        "ventanilla_pointed_inside.plugin",
        "ventanilla_pointed_inside.plugin:register_plugin",
    ),
    "misnamed_project": Spoilt(
        "metadata", "../setup.cfg", "name = ventanilla-misnamed-project", "name = misnamed"
    ),
}


def seed(name: str, folder: Path) -> Path:
    """Make the scaffold of that name and spoil it; return its folder."""
    made = make_plugin(name, folder)
    spoilt = SEEDED[name]
    place = (made / f"ventanilla_{name}" / spoilt.file).resolve()
    files = [place] if place.is_file() else list(place.rglob("*.*"))
    spoils = [file for file in files if spoilt.old in file.read_text(encoding="utf-8")]
    assert spoils, f"{name}: nothing to spoil in {place}"
    for file in spoils:
        if not spoilt.old:
            file.unlink()
            continue
        text = file.read_text(encoding="utf-8").replace(spoilt.old, spoilt.new)
        if "Permission(" in spoilt.new:
            text = text.replace(" PluginManifest, hook", " Permission, PluginManifest, hook")
        file.write_text(text, encoding="utf-8")
    return made
