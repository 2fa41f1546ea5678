"""Earlier versions of a form, for cases that were filed with them; cached per current version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import func, select

from core.errors import NotFoundError
from core.fields.models import DRAFT, FormVersion
from core.fields.services.publishing import load_version
from fields_config.defaults import load_default
from fields_config.definition import FORM_KEYS, FormDefinition
from fields_config.options import option_path
from fields_config.texts import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormKey

MOST = 200  # versions that are looked through, the newest first


def filed_form(scope: Scope, key: FormKey, version: int) -> FormDefinition:
    """Return the form as it was when something was filed; the present one if that is lost."""
    if scope.tenant.forms[key].version == version:
        return scope.tenant.form(key)
    # Tenants that have chosen the same share what is cache, but not their earlier versions.
    place = ("filed form", scope.tenant_id, key, version)
    found: FormDefinition | None = scope.tenant.cache.get(place)
    if found is None:
        try:
            found = load_version(scope, key, version)
        except NotFoundError:
            found = scope.tenant.form(key)
        scope.tenant.cache[place] = found
    return found


def version_at(scope: Scope, key: FormKey, moment: datetime) -> int:
    """Return which version of the form was in force at a moment."""
    now = scope.tenant.forms[key].version
    if not now:
        return now
    found = scope.session.scalar(
        select(func.max(FormVersion.version)).where(
            FormVersion.form_key == key,
            FormVersion.status != DRAFT,
            FormVersion.published_at <= moment,
        )
    )
    return found or 0


def last_known(scope: Scope, key: FormKey, field: str, path: str = "") -> FieldDefinition | None:
    """Return a field that the form no longer has as its newest version had it.

    :param path: of an option that the version must know
    """
    place = ("last known", scope.tenant_id, key, field, path)
    cache: dict[Any, Any] = scope.tenant.cache
    if place not in cache:
        cache[place] = next(_with_option(_earlier(scope, key), field, path), None)
    return cast("FieldDefinition | None", cache[place])


def name_fields(scope: Scope, form: str, keys: Iterable[str]) -> list[str]:
    """Return what people call fields of a form, those that it no longer has, too.

    :param form: its key; of a form that is not known, fields are called by theirs
    """
    known = next((one for one in FORM_KEYS if one == form), None)
    if known is None:
        return list(keys)
    return [_name(scope, known, key) for key in keys]


def _name(scope: Scope, form: FormKey, key: str) -> str:
    field = scope.tenant.form(form).field(key) or last_known(scope, form, key)
    labels = field.labels if field else {}
    return label(labels, scope.locale, scope.tenant.default_locale) or key


def earlier_fields(scope: Scope, key: FormKey, field: str) -> Iterator[FieldDefinition]:
    """Yield a field as published versions had it, the newest first."""
    yield from _with_option(_earlier(scope, key), field, "")


def _with_option(forms: Iterator[FormDefinition], key: str, path: str) -> Iterator[FieldDefinition]:
    for form in forms:
        field = form.field(key)
        if field is not None and (not path or option_path(field.options, path)):
            yield field


def _earlier(scope: Scope, key: FormKey) -> Iterator[FormDefinition]:
    versions = scope.session.scalars(
        select(FormVersion.version)
        .where(FormVersion.form_key == key, FormVersion.status != DRAFT)
        .order_by(FormVersion.version.desc())
        .limit(MOST)
    ).all()
    for version in versions:
        yield load_version(scope, key, version)
    yield load_default(key)
