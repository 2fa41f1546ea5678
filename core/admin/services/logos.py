"""The tenant's logos, for light and dark pages: uploading, serving, removing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import select

from core.activity.services import record_activity
from core.errors import NotFoundError
from core.files.models import FileUpload
from core.files.pictures import PICTURES
from core.files.services import (
    MEGABYTE,
    FileLimits,
    UploadsForForms,
    claim_uploads,
    open_upload,
    release_uploads,
)
from core.tenancy.services import lock_configuration, read_document, save_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.scope import Scope

LOGOS = ("logo", "logo_dark")
# Whom pictures that were taken down wait for.
TAKEN_DOWN = "logo:undo"
LIMITS = FileLimits(extensions=PICTURES, max_bytes=MEGABYTE, max_files=1, are_shown=True)


class Logo(NamedTuple):
    """A picture, ready to be sent."""

    media_type: str
    content: bytes


class LogoUploads(UploadsForForms):
    """What the form of logos keeps its files with: those that wait, and those in use."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, _owner_of(scope), LIMITS)

    def describe(self, ids: Sequence[str]) -> list[tuple[str, str, int]]:
        """Return (id, name, size) of the person's own new pictures and of the tenant's logos."""
        in_use = [UUID(id_) for id_ in ids if id_ in logos_of(self._scope).values()]
        rows = self._scope.session.scalars(select(FileUpload).where(FileUpload.id.in_(in_use)))
        known = [(str(row.id), row.name, row.size) for row in rows] if in_use else []
        return [*known, *super().describe(ids)]


def _owner_of(scope: Scope) -> str:
    # Not the person's other uploads: those were held against other rules.
    return f"logo:{scope.actor.id}"


def logos_of(scope: Scope) -> dict[str, str]:
    """Return the ids of the tenant's logos; a name without a logo is left out."""
    found = {name: str(getattr(scope.tenant.branding, name)) for name in LOGOS}
    return {name: id_ for name, id_ in found.items() if id_}


def change_logos(scope: Scope, wanted: Mapping[str, str]) -> None:
    """Put up the logos that are wanted, and take down the others.

    :param wanted: name -> id of a new picture or of the logo that stays; or nothing
    :raises core.errors.Refused: a picture waited too long
    """
    scope.require("settings:change")
    lock_configuration(scope)
    looks = read_document(scope, "branding")
    after = {name: wanted.get(name, "") for name in LOGOS}
    changed = [name for name in LOGOS if after[name] != looks.get(name, "")]
    if not changed:
        return
    exchange_logos(scope, looks, after, owner=_owner_of(scope))
    save_document(scope, "branding", {**looks, **after})
    record_activity(scope, "organisation_changed", changed=changed)


def exchange_logos(
    scope: Scope, before: Mapping[str, str], after: Mapping[str, str], *, owner: str = TAKEN_DOWN
) -> None:
    """Claim the pictures that are put up. Those that are taken down wait a day for an undo.

    :param before: the looks of the tenant, as stored
    :param owner: with whom the pictures that are put up wait
    :raises core.errors.Refused: one of them waited too long
    """
    old, new = ({id_ for name in LOGOS if (id_ := looks.get(name))} for looks in (before, after))
    claim_uploads(scope, sorted(new - old), owner=owner)
    release_uploads(scope, sorted(old - new), owner=TAKEN_DOWN)


def open_logo(scope: Scope, logo_id: UUID) -> Logo:
    """Return a logo of the tenant, for anybody.

    :raises NotFoundError: it is none, or not any more
    """
    upload = scope.session.get(FileUpload, (scope.tenant_id, logo_id))
    if upload is None or str(logo_id) not in logos_of(scope).values():
        raise NotFoundError(str(logo_id))
    try:
        with open_upload(scope, upload.sha256) as content:
            return Logo(upload.media_type, content.read())
    except FileNotFoundError:
        raise NotFoundError(f"the content of the logo {logo_id}") from None
