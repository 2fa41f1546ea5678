"""Deform's renderer over the product's one template engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationString

from core.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from core.i18n import Translator

MACROS = "core/widgets/_item.jinja2"


class WidgetRenderer:
    """Renders ``textinput`` from ``core/widgets/textinput.jinja2``, in one language.

    :param environment: the core's
    :param translator: into the reader's language
    """

    def __init__(self, environment: Environment, translator: Translator) -> None:
        self._environment = environment
        self._translator = translator
        self._templates: dict[str, Template] = {}
        self._macros: dict[str, Any] = {}
        self._texts: dict[str, str] = {}

    def __call__(self, template_name: str, **values: Any) -> str:
        macros = self._macros or self._load_macros()
        if _is_of_plugin(template_name):
            values.pop("_", None)  # its texts are in its own catalogue
        return self._template(template_name).render(
            {"translator": self._translator, **macros, **values}
        )

    def translate(self, message: str, **values: Any) -> str:
        """Translate a message of a widget's template, or one that a schema made.

        Deform's fields call this; templates have it as ``_``.
        """
        if isinstance(message, TranslationString):
            return self._translator.translate(message)
        text = self._texts.get(message)
        if text is None:
            text = self._translator.translate(TranslationString(message, domain="core"))
            self._texts[message] = text
        return text % values if values else text

    def _load_macros(self) -> dict[str, Any]:
        """Return the macros around controls: an import in each template would cost more."""
        module = self._environment.get_template(MACROS).module
        names = ("faults", "group", "hint", "item", "notes", "optional", "shown")
        self._macros = {name: getattr(module, name) for name in names}
        return self._macros

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self._find(name)
            self._templates[name] = found
        return found

    def _find(self, name: str) -> Template:
        """Return a widget of the core by its name, or a plugin's by its path."""
        if not _is_of_plugin(name):
            return self._environment.get_template(f"core/widgets/{name}.jinja2")
        domain = name.partition("/")[0]
        return environment(domain, self._translator.domains[domain]).get_template(name)


def _is_of_plugin(name: str) -> bool:
    return "/" in name and not name.startswith("readonly/")
