"""Forms that are built once per published version and language, and then shared by threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import colander
import deform
from markupsafe import Markup
from translationstring import TranslationStringFactory

from core.templating import environment
from core.web.widgets.builder import WidgetBuilder, own_choices
from core.web.widgets.compiled import choices_of, displayer
from core.web.widgets.containers import leaves
from core.web.widgets.files import FileRule, FileWidget
from core.web.widgets.renderer import WidgetRenderer
from core.web.widgets.state import NOTHING, FormState
from core.web.widgets.submission import Submission
from fields_config.conditions import asked_fields
from fields_config.definition import Access
from fields_config.schema import compile_form

if TYPE_CHECKING:
    from core.i18n import Translator
    from core.scope import Scope
    from core.tenancy.config import TenantConfig
    from fields_config.definition import Audience, FormDefinition, Screen
    from fields_config.policy import Decision
    from fields_config.schema import CompiledForm

_ = TranslationStringFactory("core")

# Some twenty belong to everybody in a language; those of earlier versions are one tenant's each.
MOST_FORMS = 300
SEND: tuple[tuple[str, str], ...] = (("submit", _("Send")),)
Buttons = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CachedForm:
    """A form without any state of a request, shared by threads.

    ``compiled`` is the tenant's form behind it, or None if the schema was written by hand.
    """

    form: deform.Form
    compiled: CompiledForm | None = None

    def translate(self, message: str) -> str:
        return str(self.form.translate(message))

    def read(self, submission: Submission) -> dict[str, Any]:
        """Return the cstruct of what was posted, complete however invalid the values are."""
        values = self.form.widget.deserialize(self.form, submission)
        if self.compiled is None:
            return dict(values)
        for child in self.form.children:
            # A read-only field is not submitted, nor is a control that a rule hid: a new thing has
            # its default. What arrives all the same is left to the schema.
            is_offered = child.schema.access is Access.EDIT
            if self.compiled.is_new and is_offered:
                is_offered = child.widget.was_drawn(child.attrs, submission)
            if not is_offered and child.name not in submission:
                del values[child.name]
        unexpected = (
            f for f in self.compiled.form.fields if f.key not in values and f.key in submission
        )
        return {**values, **{field.key: submission.text(field.key) for field in unexpected}}

    def validate(
        self, cstruct: Mapping[str, Any], current: Mapping[str, Any] = NOTHING
    ) -> Mapping[str, Any]:
        """Return validated values; those of a tenant's form as :class:`FormValues`.

        :param current: the stored values
        :raises colander.Invalid: with a child per invalid field
        """
        if self.compiled is not None:
            return self.compiled.validate(cstruct, current)
        return dict(self.form.schema.deserialize(dict(cstruct)))

    def cstruct(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the initial values of the controls for stored values."""
        if self.compiled is None:
            return dict(self.form.schema.serialize(dict(values)))
        return _offer(self.compiled, self.stored(values))

    def stored(self, current: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the stored values; a new thing has its initial values."""
        return current if self.compiled is None else {**self.compiled.initial, **current}

    def decisions(
        self, cstruct: Mapping[str, Any] | None, current: Mapping[str, Any]
    ) -> Mapping[str, Decision] | None:
        """Return the decisions of the policy for what was typed, or (None) for what is stored."""
        if self.compiled is None:
            return None
        if not self.compiled.form.rules:
            return self.form.unruled  # type: ignore[no-any-return]  # deform is untyped
        if cstruct is None:
            return self.compiled.decisions(current)
        return self.compiled.preview(cstruct, current)

    def offered_now(self, cstruct: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the controls hold once the form is asked for again, after an answer."""
        if self.compiled is None:
            return dict(cstruct)
        return self.compiled.offered_now(cstruct, current)

    def private_names(self) -> frozenset[str]:
        """Return the names that are never saved in a draft: passwords and hidden fields."""
        private: frozenset[str] = self.form.private_names
        return private

    def names_out_of_drafts(self) -> frozenset[str]:
        """Return what is no part of what somebody is writing: passwords, and which button it was.

        The script that keeps a draft presses none, and its words are the same as the form's.
        """
        return self.private_names() | {button.name for button in self.form.buttons}

    def render(self, cstruct: Mapping[str, Any], state: FormState) -> Markup:
        return Markup(self.form.widget.serialize(self.form, cstruct, state=state))  # noqa: S704  # autoescaped

    def file_ids(
        self, cstruct: Mapping[str, Any], current: Mapping[str, Any]
    ) -> dict[str, list[str]]:
        """Return each file field's ids: those typed, or those stored where none can be typed."""
        found = {}
        for leaf, value in leaves(self.form, cstruct):
            if isinstance(leaf.widget, FileWidget):
                ids = value if leaf.name in cstruct else current.get(leaf.name)
                found[leaf.attrs.name] = list(ids) if isinstance(ids, list | tuple) else []
        return found


def form_from_schema(
    schema: colander.SchemaNode,
    translator: Translator,
    *,
    buttons: Buttons = SEND,
    form_id: str = "form",
    refreshing: Sequence[str] = (),
    file_rule: FileRule | None = None,
) -> CachedForm:
    """Make a form of a schema written by hand. Keep the result: it belongs to no request.

    A node may say ``widget`` (one of ours) or ``widget_name`` (``making.WIDGETS``), ``options``
    (pairs of key and label, translatable or in the reader's language), ``autocomplete``,
    ``placeholder``.

    :param buttons: (name, translatable label); the first is the main one
    :param refreshing: fields after whose change the form is to be asked for again
    """
    form = _new_form(schema, translator, buttons, form_id)
    WidgetBuilder(
        refreshing=refreshing,
        file_rule=file_rule,
        choices=lambda node: own_choices(node, translator.translate),
    ).apply(form)
    return CachedForm(form)


def form_from_compiled(
    compiled: CompiledForm,
    translator: Translator,
    *,
    buttons: Buttons = SEND,
    form_id: str = "form",
    default_language: str = "en",
    file_rule: FileRule | None = None,
) -> CachedForm:
    """Make a form of a tenant's compiled definition. Keep the result, per version and language.

    :param file_rule: what the tenant's parameters say of files; a field's own limits go first
    """
    form = _new_form(compiled.schema, translator, buttons, form_id)
    asked = {name for rule in compiled.form.rules for name in asked_fields(rule.when)}
    WidgetBuilder(
        refreshing=asked,
        file_rule=file_rule,
        choices=lambda node: choices_of(node, compiled.language, default_language),
        display=lambda node: displayer(node, compiled.language, default_language),
        initial=_offer(compiled, compiled.initial),
    ).apply(form)
    form.sections = {
        field.key: heading for heading, fields in compiled.sections() for field in fields
    }
    form.unruled = compiled.decisions({}) if not compiled.form.rules else None
    return CachedForm(form, compiled)


def form_from_definition(
    tenant: TenantConfig,
    definition: FormDefinition,
    audience: Audience,
    screen: Screen,
    language: str,
    *,
    buttons: Buttons = SEND,
    form_id: str = "form",
    file_rule: FileRule | None = None,
    autocomplete: Mapping[str, str] = NOTHING,
    begun: Mapping[str, str] = NOTHING,
) -> CachedForm:
    """Compile a tenant's definition for those who fill it in, and make a form of it.

    :param autocomplete: field key -> what the browser may fill in by itself (WCAG 1.3.5)
    :param begun: key of a tree -> the path of its first levels, which are not asked for any more
    """
    compiled = compile_form(
        definition,
        audience,
        screen,
        language,
        tenant.default_locale,
        types=tenant.types,
        whole=begun,
    )
    for node in compiled.schema:
        node.autocomplete = autocomplete.get(node.name)
        node.begun = begun.get(node.name, "")
    return form_from_compiled(
        compiled,
        tenant.translator(language),
        buttons=buttons,
        form_id=form_id,
        default_language=tenant.default_locale,
        file_rule=file_rule,
    )


def _offer(compiled: CompiledForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the initial values of the controls for stored values."""
    nodes = compiled.schema.children
    return {node.name: node.typ.serialize(node, values.get(node.name)) for node in nodes}


def _new_form(
    schema: colander.SchemaNode,
    translator: Translator,
    buttons: Buttons,
    form_id: str,
) -> deform.Form:
    renderer = WidgetRenderer(environment("core", "core"), translator)
    titled = tuple(deform.Button(name, renderer.translate(title)) for name, title in buttons)
    return deform.Form(schema, renderer=renderer, buttons=titled, formid=form_id, focus="off")


class RecentForms:
    """A least-recently-used cache of forms, shared by tenants with the same configuration."""

    def __init__(self, most: int = MOST_FORMS) -> None:
        self._most = most
        self._forms: OrderedDict[tuple[str, str], CachedForm] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._forms)

    def get(self, key: tuple[str, str]) -> CachedForm | None:
        with self._lock:
            found = self._forms.get(key)
            if found is not None:
                self._forms.move_to_end(key)
            return found

    def keep(self, key: tuple[str, str], form: CachedForm) -> CachedForm:
        """Return the cached form; another thread may have been faster."""
        with self._lock:
            kept = self._forms.setdefault(key, form)
            if len(self._forms) > self._most:
                self._forms.popitem(last=False)
            return kept


def cached_form(scope: Scope, name: str, make: Callable[[], CachedForm]) -> CachedForm:
    """Return a form from the cache of this configuration and language, or make it.

    Tenants with the same configuration share it, so make it of settings, forms and wording only,
    never of the tenant's id, name or rows: those go into :class:`FormExtras`, per request.

    :param name: identifies everything else that the form depends on; a plugin's begins with the
        plugin's name
    """
    forms: RecentForms | None = scope.tenant.cache.get("forms")
    if forms is None:
        forms = scope.tenant.cache.setdefault("forms", RecentForms())
    key = (name, scope.locale)
    found = forms.get(key)
    # Two threads may both make it; one result is cached.
    return found if found is not None else forms.keep(key, make())
