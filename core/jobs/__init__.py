"""Work requested in a transaction and done after it: outbox, relay, schedule, workers.

A feature's ``tasks.py`` declares what can be asked for::

    from core.jobs import actor

    @actor(name="cases.notify_note")
    def notify_note(scope: Scope, note_id: str) -> None:
        services.notify_note(scope, UUID(note_id))

and any service asks for it with ``scope.enqueue("cases.notify_note", note.id)``.
"""

from core.jobs.job import Job
from core.jobs.registry import actor, bare_actor
from core.jobs.schedule import Rows, every

__all__ = ["Job", "Rows", "actor", "bare_actor", "every"]
