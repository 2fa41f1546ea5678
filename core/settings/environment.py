"""Reading and validating the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import colander

from core.errors import SettingsError
from core.settings.types import (
    Networks,
    Url,
    anything,
    existing_folders,
    host_and_port,
    with_bucket,
    with_file,
    with_folder,
    with_host,
    with_host_and_number,
)

PREFIX = "VENTANILLA_"
SECRET_LENGTH = 32  # at least
# Read by the test suite only; known here so that a misspelt setting is still refused.
TEST_VARIABLES = frozenset({"TEST_DATABASE_URL", "TEST_BROKER_URL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation.

    ``secret`` signs cookies and links, and encrypts secret settings; changing it signs everybody
    out. ``former_secrets`` read what was encrypted or signed (:mod:`core.signing`) before it was
    changed, and do nothing else.
    """

    database_url: str
    broker_url: str
    blob_url: str
    smtp_url: str
    secret: str
    base_domain: str
    trusted_proxies: tuple[str, ...]
    log_format: str
    plugins_dir: str
    demo: bool = False
    reload: bool = False
    metrics_token: str = ""
    log_addresses: str = "full"
    backup_dir: str = ""
    former_secrets: tuple[str, ...] = ()
    http_networks: tuple[str, ...] = ()

    @property
    def upload_bytes(self) -> int:
        """The platform's cap on one request's body: ten files of 100 MB, and their form."""
        return 10 * 100 * 1024 * 1024 + 4 * 1024 * 1024

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_embedded(self) -> bool:
        """Whether jobs run in the web process, without a broker."""
        return not self.broker_url


class _Environment(colander.MappingSchema):
    database_url = colander.SchemaNode(
        Url({"sqlite": with_file, "postgresql": anything, "postgresql+psycopg": anything}),
        missing="sqlite:///var/ventanilla.db",
    )
    broker_url = colander.SchemaNode(
        Url(
            {
                **dict.fromkeys(("redis", "rediss"), with_host_and_number),
                **dict.fromkeys(("amqp", "amqps"), with_host),
            }
        ),
        missing="",
    )
    blob_url = colander.SchemaNode(
        Url(
            {
                "file": with_folder,
                **dict.fromkeys(("s3", "gs", "abfs"), with_bucket),
                "memory": anything,
            }
        ),
        missing="file://var/blobs",
    )
    smtp_url = colander.SchemaNode(
        Url(dict.fromkeys(("smtp", "smtps", "smtp+starttls"), with_host)), missing=""
    )
    secret = colander.SchemaNode(
        colander.String(),
        missing="",
        validator=colander.Length(
            min=SECRET_LENGTH, min_err=f"needs at least {SECRET_LENGTH} characters"
        ),
    )
    secret_file = colander.SchemaNode(colander.String(), missing="var/secret")
    base_domain = colander.SchemaNode(
        colander.String(),
        missing="localhost:6543",
        validator=host_and_port,
    )
    trusted_proxies = colander.SchemaNode(Networks(), missing=())
    http_networks = colander.SchemaNode(Networks(), missing=())
    log_format = colander.SchemaNode(
        colander.String(), missing="auto", validator=colander.OneOf(["auto", "json", "console"])
    )
    log_addresses = colander.SchemaNode(
        colander.String(),
        missing="full",
        validator=colander.OneOf(["full", "network", "none"]),
    )
    plugins_dir = colander.SchemaNode(colander.String(), missing="", validator=existing_folders)
    backup_dir = colander.SchemaNode(colander.String(), missing="")
    metrics_token = colander.SchemaNode(
        colander.String(),
        missing="",
        validator=colander.Length(min=16, min_err="needs at least 16 characters"),
    )
    # Used by core.metrics.recording, which can't wait until this is read.
    metrics_dir = colander.SchemaNode(colander.String(), missing="")
    demo = colander.SchemaNode(colander.String(), missing="", validator=colander.OneOf(["0", "1"]))
    # Set by "demo --reload"; without the demo it has no effect.
    reload = colander.SchemaNode(
        colander.String(), missing="", validator=colander.OneOf(["0", "1"])
    )


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read every ``VENTANILLA_*`` variable.

    :raises SettingsError: a variable is unknown or malformed; the message names it
    """
    given = {
        name.removeprefix(PREFIX): value
        for name, value in (os.environ if environ is None else environ).items()
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in TEST_VARIABLES
    }
    schema = _Environment()
    known = {child.name.upper() for child in schema.children}
    for name in sorted(given):
        if name not in known:
            raise SettingsError(
                f"{PREFIX}{name} is not a setting. Known: {', '.join(sorted(known))}."
            )
    try:
        read = schema.deserialize({name.lower(): value for name, value in given.items() if value})
    except colander.Invalid as invalid:
        name, message = next(iter(invalid.asdict().items()))
        raise SettingsError(f"{PREFIX}{name.upper()} {message}.") from None
    secret, *former = (
        [read["secret"]] if read["secret"] else _secrets_from(Path(read["secret_file"]))
    )
    return Settings(
        database_url=_with_driver(read["database_url"]),
        broker_url=read["broker_url"],
        blob_url=read["blob_url"],
        smtp_url=read["smtp_url"],
        secret=secret,
        former_secrets=tuple(former),
        http_networks=read["http_networks"],
        base_domain=read["base_domain"],
        trusted_proxies=read["trusted_proxies"],
        log_format=read["log_format"],
        plugins_dir=read["plugins_dir"],
        demo=read["demo"] == "1",
        reload=read["demo"] == read["reload"] == "1",
        metrics_token=read["metrics_token"],
        log_addresses=read["log_addresses"],
        backup_dir=read["backup_dir"],
    )


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _secrets_from(path: Path) -> list[str]:
    """Read the secrets, a line each, the one in force first.

    One is made on the first start, readable by the owner alone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        found = [line.strip() for line in path.read_text().splitlines() if line.strip()]
    except OSError as error:
        raise SettingsError(f"{PREFIX}SECRET_FILE can't be read: {error}.") from None
    if not found or min(map(len, found)) < SECRET_LENGTH:
        raise SettingsError(
            f"{PREFIX}SECRET_FILE needs {SECRET_LENGTH} characters or more in each line: {path}."
        )
    return found
