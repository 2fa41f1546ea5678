"""Fields and forms, as the rest of the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.fields.services.drafts import DESIGN
from core.fields.services.history import name_fields
from core.fields.services.undoing import UNDO_PARTS
from core.fields.titles import FORM_TITLES
from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind, AdminPage
from core.plugin.manifest import Permission, PluginManifest
from core.undo.services import register_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")

EDITS = {
    "field_added": _("field added"),
    "field_deleted": _("field deleted"),
    "field_moved": _("field moved"),
    "field_retired": _("field retired"),
    "field_saved": _("field changed"),
    "fields_ordered": _("order of the fields"),
    "fields_reactivated": _("fields in use again"),
    "options_saved": _("options changed"),
    "rules_saved": _("rules changed"),
}


def _describe_edit(scope: Scope, data: Mapping[str, Any]) -> str:
    """Say what was done to a draft: ``field_saved:subject``."""
    done, _colon, keys = data["what"].partition(":")
    words = scope.translate(EDITS.get(done, done))
    if not keys:
        return words
    names = name_fields(scope, data["form"], keys.split(","))
    return f"{words} ({', '.join(names)})"


FORM = ActivityDetail(
    key="form", label=_("Form"), words={str(key): title for key, title in FORM_TITLES.items()}
)
WHAT = ActivityDetail(key="what", label=_("Changed"), describe=_describe_edit)
NOTE = ActivityDetail(key="note", label=_("Note"))
CHANGES = ActivityDetail(key="changes", label=_("Changes"))
VERSION = ActivityDetail(key="version", label=_("Version"))
REVISION = ActivityDetail(key="revision", label=_("Edits"))


register_parts(UNDO_PARTS)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="fields",
        title=_("Fields and forms"),
        package="core.fields",
        permissions=(Permission(name=DESIGN, title=_("Design fields and forms")),),
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(
            name="form_draft_changed", title=_("Draft of a form changed"), details=(FORM, WHAT)
        ),
        ActivityKind(
            name="form_draft_discarded",
            title=_("Draft of a form discarded"),
            details=(FORM, REVISION),
        ),
        ActivityKind(
            name="form_published",
            title=_("Form published"),
            details=(FORM, NOTE, CHANGES, VERSION),
        ),
    ]


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Fields and forms"),
            route="core.studio",
            section="fields",
            permission=DESIGN,
            position=10,
        ),
    ]
