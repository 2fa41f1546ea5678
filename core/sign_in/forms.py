"""The forms of the sign-in pages, cached per configuration and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.errors import Refused
from core.identity.credentials.passwords import password_bounds
from core.web.forms import CachedForm, FormView, cached_form, form_from_schema, handle_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    import colander

    from core.scope import Scope
    from core.web.request import Request

_ = TranslationStringFactory("core")


def sign_in_form(
    scope: Scope,
    name: str,
    schema: Callable[[], colander.SchemaNode],
    *buttons: tuple[str, str],
) -> CachedForm:
    """Return a cached form that depends only on the configuration and the language.

    :param buttons: (name, translatable label)
    """
    return cached_form(
        scope,
        f"sign-in-{name}",
        lambda: form_from_schema(schema(), scope.translator, buttons=buttons, form_id=name),
    )


def password_hint(scope: Scope) -> str:
    """Describe what the tenant requires of a password."""
    shortest, longest = password_bounds(scope)
    hint: str = _(
        "From ${shortest} to ${longest} characters. Longer is better than complicated.",
        mapping={"shortest": shortest, "longest": longest},
    )
    return hint


def read_form(
    request: Request, form: CachedForm, render: Callable[[FormView], Any]
) -> tuple[Mapping[str, Any] | None, Any]:
    """Return the validated values of a posted form, or the response to give instead.

    For services whose effects must persist even if they refuse (counted attempts): what
    :func:`handle_form` runs is rolled back on a refusal.
    """
    read: list[Mapping[str, Any]] = []
    answer = handle_form(request, form, read.append, render=render)
    return (read[0], None) if read else (None, answer)


def refuse_form(
    request: Request, form: CachedForm, refusal: Refused, render: Callable[[FormView], Any]
) -> Any:
    """Show a valid form again that a service has refused."""

    def refuse(_values: Mapping[str, Any]) -> None:
        raise refusal

    return handle_form(request, form, refuse, render=render)
