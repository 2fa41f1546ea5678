"""The one template engine, for pages, forms and mails.

Each plugin has an environment of its own, because its texts come from its own catalogue; all of
them see the core's templates as ``core/…`` and their own as ``<plugin>/…``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from core.i18n import isolate
from core.package_folders import folder_of

if TYPE_CHECKING:
    from core.i18n import Translator

CORE_TEMPLATES = "web/templates"
# These look at what every page has, and at nothing that a page sets.
MACROS = str(folder_of("core") / CORE_TEMPLATES / "macros")
MODULES = "core_macros"
OWNER = "template_owner"  # of the page: ``core`` or a plugin
# Parts that are kept for one language of tenants that chose the same: some icons, badges, menus.
MOST_PARTS = 500


class _Template(Template):
    """Lets a page make the core's macros once, however many of its templates import them."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002  # Jinja2's name
        shared: bool = False,  # noqa: FBT001, FBT002  # as above
        locals: Mapping[str, Any] | None = None,  # noqa: A002  # as above
    ) -> TemplateModule:
        made = (vars or {}).get(MODULES)
        if made is None or not (self.filename or "").startswith(MACROS):
            return super().make_module(vars, shared, locals)
        module: TemplateModule | None = made.get(self)
        if module is None:
            module = made[self] = super().make_module(vars, shared, locals)
        return module


def _core_loader() -> BaseLoader:
    """Return the loader of ``core/<feature>/…`` from the feature, and of all else from the web."""
    own = {
        folder.parent.name: FileSystemLoader(folder)
        for folder in sorted(folder_of("core").glob("*/templates"))
        if folder.parent.name != "web"
    }
    return ChoiceLoader([PrefixLoader(own), FileSystemLoader(folder_of("core") / CORE_TEMPLATES)])


@cache
def environment(domain: str, package: str) -> Environment:
    """Return the templates as seen by one gettext domain.

    :param domain: ``core`` or a plugin's name
    :param package: where its ``templates`` folder is
    """
    loaders: dict[str, BaseLoader] = {"core": _core_loader()}
    if domain != "core":
        loaders[domain] = FileSystemLoader(folder_of(package) / "templates")
    made = Environment(
        loader=ChoiceLoader([PrefixLoader(loaders)]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.template_class = _Template
    _install_gettext(made, domain)
    made.filters.update(
        moment=_moment,
        day=_day,
        number=_number,
        translated=_translated,
        file_size=_file_size,
        isolated=_isolated,
    )
    made.globals.update(
        format_datetime=_moment,
        format_date=_day,
        format_number=_number,
        drawn_once=_draw_once,
        remembered=_remember,
    )
    return made


def render(
    template: str,
    translator: Translator,
    domains: Mapping[str, str],
    values: Mapping[str, Any],
    *,
    longest: int = 0,
) -> str:
    """Render a template in a language.

    :param template: ``core/…`` or ``<plugin>/…``
    :param domains: gettext domain -> package, from :class:`core.tenancy.config.TenantConfig`
    :param longest: letters, if they are limited; one without an end would fill the memory
    :raises ValueError: it is longer
    """
    domain = template.partition("/")[0]
    found = environment(domain, domains[domain]).get_template(template)
    always = {
        "translator": translator,
        "domains": domains,
        "zone": "UTC",
        MODULES: {},
        OWNER: domain,
    }
    if not longest:
        return found.render({**always, **values})
    pieces: list[str] = []
    length = 0
    for piece in found.generate({**always, **values}):
        length += len(piece)
        if length > longest:
            raise ValueError(f"{template} draws more than {longest} letters")
        pieces.append(piece)
    return "".join(pieces)


def _install_gettext(made: Environment, domain: str) -> None:
    """Give templates ``_``, ``ngettext`` and ``pgettext``, and ``{% trans %}`` over them.

    They do what Jinja2's own "newstyle" functions do, without asking the context twice for each of
    some hundred texts of a page.
    """

    @pass_context
    def gettext(context: Context, message: str, /, **values: Any) -> str:
        translator: Translator = context["translator"]
        return _fill(context, message, translator.gettext(message, domain), values)

    @pass_context
    def ngettext(
        context: Context, singular: str, plural: str, number: int, /, **values: Any
    ) -> str:
        translator: Translator = context["translator"]
        text = translator.ngettext(singular, plural, number, domain)
        key = translator.form_of(singular, number)
        return _fill(context, key, text, {"num": number, **values})

    @pass_context
    def pgettext(context: Context, about: str, message: str, /, **values: Any) -> str:
        translator: Translator = context["translator"]
        text = translator.gettext(message, domain, about)
        return _fill(context, message, text, values, about)

    made.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext)
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # what the i18n extension reads


def _fill(
    context: Context, message: str, text: str, values: Mapping[str, Any], about: str | None = None
) -> str:
    """Fill in a text's ``%(names)s``, isolated and escaped; on pages a text of ours is HTML.

    What a tenant says in its place is text: people typed it.
    """
    if context.eval_ctx.autoescape:
        is_ours = not context["translator"].is_worded(message, about)
        text = Markup(text) if is_ours else escape(text)  # noqa: S704  # catalogues are trusted
    if "%" not in text:
        return text
    # Text alone: HTML that a template made isolates what stands in it.
    return text % {name: isolate(v) if type(v) is str else v for name, v in values.items()}


@pass_context
def _draw_once(context: Context, template: str) -> Markup:
    """Draw a part of the core's that depends on language and wording alone: once for each."""
    translator = _of(context)
    part = translator.parts.get(template)
    if part is None:
        found = environment("core", "core").get_template(template)
        text = found.render(translator=translator, static=context["static"])
        part = translator.parts[template] = Markup(text)  # noqa: S704  # a template of ours
    return part


@pass_context
def _remember(context: Context, macro: Macro) -> Callable[..., Markup]:
    """Draw what a macro draws once for the same arguments: ``{% set icon = remembered(_icon) %}``.

    For small parts that stand on a page again and again, whose arguments can be hashed and are not
    what somebody typed. Beside its arguments the macro may use ``static`` and the language alone.
    """
    # The domain belongs to it: a plugin may translate a word of the core's in its own way.
    parts, origin = _of(context).parts, (context.environment, context.name, macro.name)

    def draw(*args: Any, **options: Any) -> Markup:
        # Text that is HTML already equals the same text that is not, and is drawn differently.
        kinds = *map(type, args), *map(type, options.values())
        key = (origin, args, *options.items(), kinds)
        try:
            part = parts.get(key)
        except TypeError:  # a list among the arguments, say: drawn anew each time
            return Markup(macro(*args, **options))  # noqa: S704  # a template of ours
        if part is None:
            if len(parts) >= MOST_PARTS:
                parts.clear()
            part = parts[key] = Markup(macro(*args, **options))  # noqa: S704  # a template of ours
        return part

    return draw


@pass_context
def _moment(context: Context, value: datetime, style: str = "medium") -> str:
    return _of(context).moment(value, context["zone"], style)


@pass_context
def _day(context: Context, value: date, style: str = "medium") -> str:
    return _of(context).date(value, style)


@pass_context
def _number(context: Context, value: float) -> str:
    return _of(context).number(value)


@pass_context
def _file_size(context: Context, size: int) -> str:
    return _of(context).file_size(size)


@pass_context
def _translated(context: Context, message: str) -> str:
    return _of(context).translate(message)


def _isolated(text: str) -> str:
    """Isolate what stands beside a text of ours without being filled into it."""
    is_html = isinstance(text, Markup)
    return Markup(isolate(str(text))) if is_html else isolate(text)  # noqa: S704  # Markup before, too


def _of(context: Context) -> Translator:
    translator: Translator = context["translator"]
    return translator
