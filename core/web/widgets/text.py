"""Controls that take text, and the numbers and addresses that are typed as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from markupsafe import Markup
from translationstring import TranslationStringFactory

from core.web.widgets.base import Widget
from fields_config.html import clean_html
from fields_config.typed import html_of, typed_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.web.widgets.field_attributes import FieldAttributes
    from core.web.widgets.state import FormState
    from core.web.widgets.submission import Submission
    from fields_config.policy import Decision

EDITOR = "editor"
REMOVED = object()  # sent for a secret that is to be removed

_ = TranslationStringFactory("core")


class TextWidget(Widget):
    """One line. ``type`` is the input's type; all types stay text for the server."""

    steady = True
    type = "text"
    inputmode: str | None = None
    autocomplete: str | None = None
    addon = ""
    narrow = False

    def was_drawn(self, attrs: FieldAttributes, submission: Submission) -> bool:
        return attrs.name in submission

    def context(
        self,
        _attributes_of: FieldAttributes,
        _cstruct: Any,
        _state: FormState,
        _decision: Decision | None,
    ) -> Mapping[str, Any]:
        return {"type": self.type, "addon": self.addon, "narrow": self.narrow}

    def attributes(self, node: colander.SchemaNode) -> dict[str, Any]:
        return {
            "inputmode": self.inputmode,
            "autocomplete": getattr(node, "autocomplete", None) or self.autocomplete,
            "placeholder": getattr(node, "placeholder", None),
            "spellcheck": "false" if self.type != "text" or self.inputmode else None,
        }


class EmailWidget(TextWidget):
    # Not type=email: browsers refuse international addresses that we take.
    inputmode = "email"
    autocomplete = "email"


class EmailsWidget(TextWidget):
    """Several addresses with commas between; the script makes a chip of each."""

    template = "emails"
    inputmode = "email"


class PhoneWidget(TextWidget):
    type = "tel"
    autocomplete = "tel"
    narrow = True


class UrlWidget(TextWidget):
    inputmode = "url"


class NumberWidget(TextWidget):
    """A number as people of the language write it: type=number would refuse their comma."""

    inputmode = "decimal"
    narrow = True


class IntegerWidget(NumberWidget):
    inputmode = "numeric"


class PercentWidget(NumberWidget):
    addon = "%"


class MoneyWidget(NumberWidget):
    """``currency``, the code that the field's definition names, stands before the number."""

    template = "money"
    currency = ""

    def context(
        self, attrs: FieldAttributes, cstruct: Any, state: FormState, decision: Decision | None
    ) -> Mapping[str, Any]:
        found = super().context(attrs, cstruct, state, decision)
        return {**found, "currency": self.currency}


class TextAreaWidget(TextWidget):
    template = "textarea"
    readonly_template = "readonly/lines"
    rows = 5

    def context(
        self,
        _attributes_of: FieldAttributes,
        _cstruct: Any,
        _state: FormState,
        _decision: Decision | None,
    ) -> Mapping[str, Any]:
        return {"rows": self.rows}


class RichTextWidget(TextAreaWidget):
    """A textarea that becomes an editor when it comes near. The value is HTML.

    The textarea itself holds words: what is typed there is text, with its signs and lines as they
    were typed. The editor writes its HTML beside, and says that it did. Words that nobody changed
    keep the formatting that they had.
    """

    template = "richtext"
    readonly_template = "readonly/richtext"
    rows = 8

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        typed, html = submission.text(attrs.name), submission.text(f"_html-{attrs.name}") or ""
        if submission.text(f"_by-{attrs.name}") == EDITOR:
            return html
        if typed is None:
            return colander.null
        is_same = bool(html) and typed.strip() == typed_text(html).strip()
        return html if is_same else html_of(typed)

    def typed(self, cstruct: Any) -> str:
        return typed_text(cstruct) if isinstance(cstruct, str) else ""

    def context(
        self, attrs: FieldAttributes, cstruct: Any, state: FormState, decision: Decision | None
    ) -> Mapping[str, Any]:
        html = clean_html(cstruct) if isinstance(cstruct, str) else ""
        return {**super().context(attrs, cstruct, state, decision), "html": html}

    def shown(self, _attributes_of: FieldAttributes, cstruct: Any, _state: FormState) -> Any:
        if not isinstance(cstruct, str) or not cstruct:
            return ""
        return Markup(clean_html(cstruct))  # noqa: S704 - the sanitiser's own output


class PasswordWidget(TextWidget):
    """A password is never sent back. ``new`` tells the browser's keeper to propose one."""

    template = "password"
    readonly_template = "readonly/password"
    type = "password"
    new = False

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        # Any characters, compared exactly: not even a line break at the end is taken away.
        return submission.text(attrs.name) or colander.null

    def typed(self, _cstruct: Any) -> str:
        return ""

    def shown(self, _attributes_of: FieldAttributes, _cstruct: Any, _state: FormState) -> str:
        return ""

    def attributes(self, node: colander.SchemaNode) -> dict[str, Any]:
        keeper = "new-password" if self.new else "current-password"
        found = super().attributes(node)
        return {**found, "autocomplete": found["autocomplete"] or keeper}


class CheckedPasswordWidget(PasswordWidget):
    """A new password, typed twice."""

    template = "checked_password"
    new = True

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        value = submission.text(attrs.name) or ""
        if value != (submission.text(f"{attrs.name}-again") or ""):
            submission.complain(attrs.name, _("The two passwords differ. Type the same twice."))
        return value or colander.null


class SecretWidget(PasswordWidget):
    """A secret setting: it is set anew or removed, and what is set is never sent.

    What is "stored" is a mark of the secret (:func:`core.tenancy.secrets.marks_of`), and the node's
    type is :class:`WriteOnly`.
    """

    template = "secret"
    readonly_template = "readonly/secret"
    new = True
    steady = False

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        typed = submission.text(attrs.name)
        if not typed and submission.text(f"{attrs.name}-remove"):
            return REMOVED
        return typed or colander.null

    def context(
        self, attrs: FieldAttributes, cstruct: Any, state: FormState, _decision: Decision | None
    ) -> Mapping[str, Any]:
        return {
            "is_set": self._is_set(attrs, state),
            "is_removed": cstruct is REMOVED,
            "is_lost": self._is_lost(cstruct),
        }

    def described_by(self, attrs: FieldAttributes, cstruct: Any, state: FormState) -> str:
        says = self._is_set(attrs, state) or self._is_lost(cstruct)
        return f"{attrs.id}-state" if says else ""

    def shown(self, attrs: FieldAttributes, _cstruct: Any, state: FormState) -> str:
        return "••••••••" if self._is_set(attrs, state) else ""

    def _is_set(self, attrs: FieldAttributes, state: FormState) -> bool:
        return bool(state.stored.get(attrs.name))

    def _is_lost(self, cstruct: Any) -> bool:
        """Whether it was typed and comes back with an error somewhere, but not to be drawn."""
        return isinstance(cstruct, str) and bool(cstruct)


class WriteOnly(colander.String):
    """The type of a secret in a form: nothing is drawn, and nothing sent changes nothing."""

    def serialize(self, _node: colander.SchemaNode, _appstruct: Any) -> Any:
        return colander.null

    def deserialize(self, node: colander.SchemaNode, cstruct: Any) -> Any:
        return colander.null if cstruct is REMOVED else super().deserialize(node, cstruct)


class HiddenWidget(Widget):
    template = "hidden"
    readonly_template = "hidden"
    hidden = True
