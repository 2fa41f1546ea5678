"""Forms about signing in, made once per version of the tenant and language, and then kept."""

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
    """Return a form that depends on nothing but the tenant's version and the language.

    :param buttons: (name, translatable label)
    """
    return cached_form(
        scope,
        f"sign-in-{name}",
        lambda: form_from_schema(schema(), scope.translator, buttons=buttons, form_id=name),
    )


def password_hint(scope: Scope) -> str:
    """Say what the tenant asks of a password."""
    shortest, longest = password_bounds(scope)
    hint: str = _(
        "From ${shortest} to ${longest} characters. Longer is better than complicated.",
        mapping={"shortest": shortest, "longest": longest},
    )
    return hint


def read_form(
    request: Request, form: CachedForm, render: Callable[[FormView], Any]
) -> tuple[Mapping[str, Any] | None, Any]:
    """Return the clean values of a posted form, or what to answer instead.

    For services whose effects must stay also when they say no (counted tries): what
    :func:`handle_form` runs is rolled back on a refusal.
    """
    read: list[Mapping[str, Any]] = []
    answer = handle_form(request, form, read.append, render=render)
    return (read[0], None) if read else (None, answer)


def refuse_form(
    request: Request, form: CachedForm, refusal: Refused, render: Callable[[FormView], Any]
) -> Any:
    """Show a form again that was read well and refused all the same."""

    def refuse(_values: Mapping[str, Any]) -> None:
        raise refusal

    return handle_form(request, form, refuse, render=render)
