"""Values of a form on their way into columns."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, update
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.scope import Scope

_ = TranslationStringFactory("core")


def longest_texts(model: type[Account | Contact]) -> dict[str, int]:
    """Return how many characters each column takes."""
    columns = model.__table__.columns
    return {one.name: one.type.length or 0 for one in columns if isinstance(one.type, String)}


def refuse_too_long(longest: Mapping[str, int], key: str, column: str, value: Any) -> None:
    """Hold to what the column takes, however long the tenant's form lets the field be.

    :raises Refused: at the field
    """
    limit = longest.get(column)
    if limit and isinstance(value, str) and len(value) > limit:
        message = _("Shorten this text to at most ${limit} characters.", mapping={"limit": limit})
        raise Refused(fields={key: message})


def claim_version(scope: Scope, row: Account | Contact, version: int) -> bool:
    """Count the version up, unless somebody else has changed the row since it was read.

    :param version: what the editor had read
    """
    model = type(row)
    claimed = scope.session.execute(
        update(model)
        .where(model.id == row.id, model.version == version)
        .values(version=model.version + 1)
        .returning(model.version)
        .execution_options(synchronize_session=False)
    ).scalar()
    if claimed is not None:
        scope.session.refresh(row, ["version"])
    return claimed is not None


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what is different, as events tell it: field key -> ``[old, new]``."""
    return {
        key: [before.get(key), after.get(key)]
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    }
