"""Telling it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from core.plugin.api import bare_actor
from core.plugin.api.http import send
from ventanilla_webhook.services import POST
from ventanilla_webhook.signing import sign

if TYPE_CHECKING:
    from core.plugin.api import Job


# A bare actor, as no transaction may wait for somebody else's server. Raising tries again later.
@bare_actor(name=POST)
def post_message(job: Job, message: dict[str, Any]) -> None:
    with job.scope(reading=True) as scope:
        url = scope.tenant.settings("webhook")["url"]
        key, now, settings = scope.secret("webhook", "key"), scope.now(), scope.settings
    if url:
        body = json.dumps(message).encode()
        headers = {
            "Content-Type": "application/json",
            "Ventanilla-Delivery": str(job.id),
        }
        if key:
            headers["Ventanilla-Signature"] = sign(key, body, now)
        send(settings, url, method="POST", body=body, headers=headers).raise_for_status()
    with job.complete():
        pass
