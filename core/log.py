"""Structured logging: each line has tenant, actor, request and plugin, and no secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from sysconfig import get_path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bound_contextvars, get_contextvars, merge_contextvars

from core.package_folders import folder_of

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor

    from core.settings.environment import Settings

ALWAYS = ("tenant", "actor", "request_id", "plugin")
HIDDEN = "***"
LONGEST_ERROR = 500
TOO_SHORT = 3  # to hide such a password would hide half of every line, and protect nothing
_SECRET_KEY = re.compile(r"passw|secret|token|authorization|cookie|credential", re.IGNORECASE)
_IN_URL = re.compile(r"(?<=://)[^/\s@]+@")
_ASSIGNED = re.compile(
    r"(?i)\b((?:[a-z_]*(?:password|secret|token))|code|authorization)(['\"]?\s*[=:]\s*)"
    r"(?:(?:bearer|basic)\s+)?['\"]?[^\s'\",;&]+"
)
# The addresses of one-time links; what follows is the secret.
_LINK = re.compile(
    r"(/(?:verify(?:/address)?|recover|undo|reset|invitation|welcome|complete|files/shared)/)"
    r"[^\s/?#\"'<>]{16,}"
)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_OWN = "ventanilla"
# Files that no plugin has written; "<" begins the name of what is built into Python.
OURS = ("<", f"{folder_of('core')}/", f"{folder_of('fields_config')}/", f"{get_path('stdlib')}/")


def set_up_logging(settings: Settings) -> None:
    """Send every log line, the libraries' too, to standard error in the chosen format."""
    is_json = settings.log_format == "json" or (
        settings.log_format == "auto" and not sys.stderr.isatty()
    )
    hide = Redactor(secrets_of(settings))
    # The same path for our lines and for those of libraries that log through the standard library.
    shared: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    finish: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        hide,
        _name_all if is_json else _tame,
        structlog.processors.JSONRenderer()
        if is_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(_OWN)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=finish)
    )
    root = logging.getLogger()
    for old in [one for one in root.handlers if one.get_name() == _OWN]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for noisy in ("dramatiq", "alembic", "pika", "aiobotocore", "botocore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@contextmanager
def log_context(**names: Any) -> Iterator[None]:
    """Put names on every line of the block: ``tenant``, ``actor``, ``request_id``, ``plugin``."""
    with bound_contextvars(**{key: str(val) for key, val in names.items() if val}):
        yield


def current_request_id() -> str | None:
    """Return the id of the request, or of the request that led to the job, that runs here."""
    found: str | None = get_contextvars().get("request_id")
    return found


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return the installation's own secrets, as they are and as they stand in addresses."""
    found = {settings.secret, *settings.former_secrets, settings.metrics_token}
    for url in (settings.database_url, settings.broker_url, settings.smtp_url, settings.blob_url):
        parts = urlsplit(url)
        named = [one for name, one in parse_qsl(parts.query) if _SECRET_KEY.search(name)]
        for password in (parts.password, *named):
            if password:
                found |= {password, quote(password), unquote(password)}
    return tuple(sorted((one for one in found if len(one) > TOO_SHORT), key=len, reverse=True))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without credentials: those given, those in addresses, those assigned."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    if "/" in text:
        text = _LINK.sub(rf"\1{HIDDEN}", _IN_URL.sub(f"{HIDDEN}@", text))
    # Most of what a line holds is a word or a number, which this would take a while to find out.
    return _ASSIGNED.sub(rf"\1\2{HIDDEN}", text) if ":" in text or "=" in text else text


def describe_error(error: BaseException, secrets: Iterable[str] = ()) -> str:
    """Return one line on any error, for people who run this: no secrets, and no rows' contents."""
    own = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    try:
        text = str.__str__(str(own)).strip()
    except BaseException:  # noqa: BLE001  # an error may fail at saying what it is
        text = "(it can't be said)"
    if own is not error:
        text = text.partition("\n")[0]  # PostgreSQL's DETAIL line quotes the data itself
    line = " ".join(text.split())
    return redact(f"{type(own).__name__}: {line}", secrets)[:LONGEST_ERROR]


def place_of(error: BaseException) -> str:
    """Return where in a plugin an error was raised, as ``" (plugin.py, line 12)"``, or nothing.

    That is the last line of the files that stand with the first that is not ours: what a library
    does further on leads nobody to the mistake.
    """
    if isinstance(error, SyntaxError):
        return ""  # it says so itself
    frames = [one for one in extract_tb(error.__traceback__) if not one.filename.startswith(OURS)]
    if not frames:
        return ""
    home = Path(frames[0].filename).parent
    last = [frame for frame in frames if Path(frame.filename).is_relative_to(home)][-1]
    return f" ({Path(last.filename).name}, line {last.lineno})"


class Redactor:
    """A structlog processor that takes secrets out of a line, however deep they are."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secrets)

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        return {key: self._clean(key, value) for key, value in event.items()}

    def _clean(self, key: str, value: Any) -> Any:
        if _SECRET_KEY.search(key) and value:
            return HIDDEN
        if isinstance(value, str):
            return redact(value, self._secrets)
        if isinstance(value, Mapping):
            return {str(k): self._clean(str(k), v) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean("", one) for one in value]
        if isinstance(value, bool | int | float) or value is None:
            return value
        return redact(str(value), self._secrets)


def _name_all(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name in ALWAYS:
        event.setdefault(name, None)
    return event


def _tame(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Let nothing on a terminal pass for a line of ours, or steer it; JSON escapes by itself."""
    for key, value in event.items():
        if key == "exception" and isinstance(value, str):
            event[key] = "\n".join(f"  {_CONTROL.sub(_escaped, one)}" for one in value.split("\n"))
        elif isinstance(value, str):
            event[key] = _CONTROL.sub(_escaped, value)
    return event


def _escaped(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode("ascii")
