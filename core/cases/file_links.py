"""Links to single files, for people who can't open the page of a case: who gets a copy by mail.

A link opens one file and nothing else, for a time, and no longer once the file is gone or internal
(:func:`core.cases.services.files.open_shared_file`).
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from core.errors import NotFoundError
from core.signing import is_signed, sign

if TYPE_CHECKING:
    from core.scope import Scope

VALID = timedelta(days=30)
ID_BYTES, TIME_BYTES, SIGNATURE_BYTES = 16, 5, 16


def link_to_file(scope: Scope, file_id: UUID, name: str) -> str:
    """Return the address that opens a file of a case for 30 days, for whoever has it."""
    until = int((scope.now() + VALID).timestamp())
    said = file_id.bytes + until.to_bytes(TIME_BYTES)
    signature = sign(scope.settings, said, _purpose(scope), SIGNATURE_BYTES)
    token = urlsafe_b64encode(said + signature).decode().rstrip("=")
    return scope.tenant.url(f"/files/shared/{token}/{quote(name, safe='')}")


def file_of_link(scope: Scope, token: str) -> UUID:
    """Return the file that a link leads to.

    :raises NotFoundError: the link is not ours, or its time is over
    """
    try:
        data = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise NotFoundError("a shared file") from None
    said, signature = data[: ID_BYTES + TIME_BYTES], data[ID_BYTES + TIME_BYTES :]
    until = int.from_bytes(said[ID_BYTES:])
    is_ours = len(signature) == SIGNATURE_BYTES and is_signed(
        scope.settings, said, _purpose(scope), signature
    )
    if not is_ours or until < scope.now().timestamp():
        raise NotFoundError("a shared file")
    return UUID(bytes=said[:ID_BYTES])


def _purpose(scope: Scope) -> str:
    return f"case file:{scope.tenant_id}"
