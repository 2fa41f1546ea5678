"""The text form of a configuration: reading, writing and comparing it.

One YAML document, without secrets and without ids, so that the configuration of one tenant can be
carried to another and two can be compared line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import yaml

from core.errors import VentanillaError
from fields_config.cursor import MAX_NUMBER, UNSTORABLE

FORMAT = 1
PARTS = ("tenant", "plugins", "settings", "branding", "wording", "forms")
MAX_BYTES = 4 * 1024 * 1024


class DocumentError(VentanillaError):
    """The text is no configuration; the message says where it is wrong."""


class _Loader(yaml.SafeLoader):
    """Takes neither aliases nor names that stand twice.

    Ten lines of aliases stand for a document that no memory holds. Of a name that stands twice,
    one value would be lost without a word.
    """

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  # theirs
        try:
            return super().construct_object(node, deep)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as wrong:
            # A date that does not exist, a number of ten thousand digits, a tag that does not fit.
            message = "a value that can't be read"
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark) from wrong

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  # theirs
        seen: set[str] = set()
        for name, _value in node.value:
            if isinstance(name, yaml.ScalarNode):
                if name.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"'{_short(name.value)}' stands twice", name.start_mark
                    )
                seen.add(name.value)
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # untyped there
            raise yaml.composer.ComposerError(None, None, "an alias", mark)
        return super().compose_node(parent, index)


class _Dumper(yaml.SafeDumper):
    """Writes what is there twice twice."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def read_configuration(text: str | bytes) -> dict[str, Any]:
    """Read a configuration.

    :param text: bytes are UTF-8
    :raises DocumentError: it is not YAML, not of this format or has unknown parts
    """
    if len(text) > MAX_BYTES:
        raise DocumentError(f"A configuration has at most {MAX_BYTES} bytes.")
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8-sig")
        document = yaml.load(plain, _Loader)  # noqa: S506  # a safe loader that takes less
    except UnicodeDecodeError:
        raise DocumentError("This is not a text in UTF-8.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        why = f": {error.problem}" if isinstance(error, yaml.constructor.ConstructorError) else ""
        raise DocumentError(f"This YAML can't be read{where}{why}.") from None
    except RecursionError:
        raise DocumentError("The document is nested too deeply.") from None
    if not isinstance(document, dict):
        raise DocumentError("A configuration is a mapping of parts.")
    if document.get("format") != FORMAT:
        raise DocumentError(f"'format' must be {FORMAT}.")
    unknown = set(document) - {"format", *PARTS}
    if unknown:
        raise DocumentError(f"Unknown part: {min(map(str, unknown))}. Known: {', '.join(PARTS)}.")
    for part in PARTS:
        if not isinstance(document.get(part, {}), dict):
            raise DocumentError(f"'{part}' must be a mapping.")
    _expect_plain(document)
    return document


def _expect_plain(value: Any, path: str = "") -> None:
    """Refuse what JSON or a database can't hold: names that are no texts, dates, infinity."""
    if isinstance(value, dict):
        for name, one in value.items():
            if not isinstance(name, str):
                shown = _short(str(name))
                raise DocumentError(_at(path, f"A name must be a text: quote {shown}."))
            _expect_text(name, path)
            _expect_plain(one, f"{path}.{_short(name)}" if path else _short(name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            _expect_plain(one, f"{path}[{number}]")
    elif isinstance(value, str):
        _expect_text(value, path)
    elif value is not None and not isinstance(value, bool):
        if not isinstance(value, int | float):
            shown = _short(str(value))
            raise DocumentError(
                _at(path, f"A value must be a text, a number or a truth: quote {shown}.")
            )
        if not isfinite(value) or abs(value) > MAX_NUMBER:
            raise DocumentError(_at(path, "This number is too large."))


def _expect_text(text: str, path: str) -> None:
    if UNSTORABLE.search(text):
        raise DocumentError(_at(path, "This text holds characters that can't be stored."))


def _at(path: str, message: str) -> str:
    return f"{path}: {message}" if path else message


def write_configuration(document: Mapping[str, Any]) -> str:
    """Write a configuration; equal configurations give equal texts."""
    ordered = {"format": FORMAT, **{part: document[part] for part in PARTS if document.get(part)}}
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def compare(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield a line per difference: ``+ path: value``, ``- path: value`` or ``~ path: a -> b``.

    Lists whose elements have keys (fields, options) are compared by key, so that a moved element
    is one line and not two.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            here = f"{path}.{key}" if path else str(key)
            if key not in new:
                yield f"- {here}: {_short(old[key])}"
            elif key not in old:
                yield f"+ {here}: {_short(new[key])}"
            else:
                yield from compare(old[key], new[key], here)
    elif _is_keyed(old) and _is_keyed(new):
        yield from compare(_by_key(old), _by_key(new), path)
        shared = [item["key"] for item in old if item["key"] in _by_key(new)]
        if shared != [item["key"] for item in new if item["key"] in _by_key(old)]:
            yield f"~ {path}: order changed"
    elif old != new:
        yield f"~ {path}: {_short(old)} -> {_short(new)}"


def _is_keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(i, dict) and "key" in i for i in value)


def _by_key(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {item["key"]: item for item in items}


def _short(value: Any) -> str:
    text = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, default_flow_style=True, width=10_000
    )
    text = text.removesuffix("...\n").strip()
    return text if len(text) <= 100 else f"{text[:99]}…"  # noqa: PLR2004  # a line's length
