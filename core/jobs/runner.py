"""Running a job: the one path for every job of every feature."""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from core.db.outbox import OutboxMessage
from core.jobs.errors import ClaimLostError, PluginOffError, Postponed
from core.jobs.job import Job
from core.jobs.registry import ATTEMPTS, JobActor, find_actor
from core.jobs.services import waits_for
from core.log import describe_error, log_context, secrets_of
from core.metrics.recording import note_job
from core.plugin import watchdog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from core.platform import Platform

log = structlog.get_logger(__name__)

FIRST_PAUSE = 5.0  # seconds; three times as long after each further failure
LONGEST_PAUSE = 6 * 3600.0
GONE_PAUSE = timedelta(hours=1)  # for a job whose plugin is not here


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after that many tries; a little by chance, so that jobs spread."""
    seconds = min(FIRST_PAUSE * 3.0 ** (min(attempt, 20) - 1), LONGEST_PAUSE)
    return timedelta(seconds=seconds * random.uniform(0.9, 1.2))  # noqa: S311  # no secret


class Runner:
    """Runs jobs, and knows which are running in this process."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._secrets = secrets_of(platform.settings)
        self._running: set[UUID] = set()
        self._lock = threading.Lock()

    def run(self, job_id: UUID, attempts: int) -> None:
        """Do the job, unless it is done, given up, not due or another's by now.

        :param attempts: how often it had been tried when it was handed over. Of several equal
            messages only one finds the number unchanged.
        """
        job = self._claim(job_id, attempts)
        if job is None:
            return
        started = time.perf_counter()
        outcome = "done"
        with (
            self._listed(job),
            log_context(
                job=job.actor,
                request_id=job.request_id,
                plugin=job.plugin,
                tenant=self._name_tenant(job.tenant_id),
            ),
        ):
            try:
                self._perform(job)
            except PluginOffError:
                outcome = "dropped"
                self._record_outcome(
                    job, done_at=self._platform.clock(), error="dropped: plugin off"
                )
                log.info("job_dropped")
            except ClaimLostError:
                outcome = "claim_lost"
                log.warning("job_claim_lost")
            except Postponed as reason:
                outcome = "postponed"
                self._record_outcome(
                    job,
                    attempts=job.attempt - 1,
                    handed_at=None,
                    due_at=self._platform.clock() + reason.delay,
                    error=describe_error(reason, self._secrets),
                )
            except KeyboardInterrupt:
                raise  # the person at the keyboard, not the job
            except Exception as error:  # noqa: BLE001  # whatever a job raises is recorded and retried
                outcome = self._fail(job, error)
            except BaseException as error:  # noqa: BLE001  # sys.exit() in a job ends no worker
                outcome = self._fail(job, RuntimeError(f"the job raised {type(error).__name__}"))
            else:
                log.info("job_done", ms=round((time.perf_counter() - started) * 1000, 1))
        note_job(job.actor, outcome, time.perf_counter() - started)

    def renew_leases(self) -> None:
        """Tell the relays that what runs here is still running."""
        with self._lock:
            running = list(self._running)
        if running:
            with self._platform.session() as session:
                session.execute(
                    update(OutboxMessage)
                    .where(OutboxMessage.id.in_(running), OutboxMessage.done_at.is_(None))
                    .values(handed_at=self._platform.clock())
                    .execution_options(synchronize_session=False)
                )

    def _claim(self, job_id: UUID, attempts: int) -> Job | None:
        now = self._platform.clock()
        row = OutboxMessage
        with self._platform.session() as session:
            found = session.execute(
                update(row)
                .where(
                    row.id == job_id,
                    row.attempts == attempts,
                    row.done_at.is_(None),
                    row.failed_at.is_(None),
                    row.due_at <= now,
                )
                .values(attempts=attempts + 1, handed_at=now)
                .returning(
                    row.tenant_id,
                    row.actor,
                    row.args,
                    row.plugin,
                    row.locale,
                    row.request_id,
                    row.causes,
                )
                .execution_options(synchronize_session=False)
            ).first()
        if found is None:
            return None
        return self._job(job_id, attempts + 1, **found._mapping)  # noqa: SLF001  # public in spite of its name

    def _name_tenant(self, tenant_id: UUID | None) -> str:
        """Return what the lines of a job call its tenant. The log is not worth failing for."""
        if tenant_id is None:
            return ""
        try:
            return self._platform.slug_of(tenant_id)
        except SQLAlchemyError:
            return str(tenant_id)

    def _job(
        self,
        job_id: UUID,
        attempt: int,
        *,
        actor: str,
        request_id: str | None,
        causes: list[str] | None,
        **fields: Any,
    ) -> Job:
        try:
            limit = find_actor(actor).attempts
        except LookupError:
            limit = ATTEMPTS
        return Job(
            platform=self._platform,
            id=job_id,
            actor=actor,
            attempt=attempt,
            is_last_attempt=attempt >= limit,
            request_id=request_id or job_id.hex[:16],
            causes=tuple(causes or ()),
            **fields,
        )

    def _perform(self, job: Job) -> None:
        if job.plugin is not None and job.plugin not in self._platform.plugins.plugins:
            # Removed, or it could not be loaded: its work waits for it to be mended.
            raise Postponed(GONE_PAUSE, waits_for(job.plugin))
        actor: JobActor = find_actor(job.actor)
        if job.attempt > actor.attempts:
            # Failures are counted where they happen. Only deaths lead here.
            raise RuntimeError("the worker died each time it tried this job")
        if actor.origin.startswith("core."):
            actor.run(job, *job.args)
        else:
            self._run_watched(actor, job)
        if not job.is_finished:
            raise RuntimeError("the job came back without finishing")

    def _run_watched(self, actor: JobActor, job: Job) -> None:
        breaker = self._platform.plugins.breaker
        key = (job.tenant_id, job.plugin or actor.name.partition(".")[0], actor.name)
        if not breaker.allows(key):
            raise Postponed(timedelta(seconds=breaker.rests_for(key) + 1), "it did not come back")
        with watchdog.WatchedCall(breaker, watchdog.JOB_LIMIT, key):
            actor.run(job, *job.args)

    def _fail(self, job: Job, error: Exception) -> str:
        now = self._platform.clock()
        text = describe_error(error, self._secrets)
        if job.is_last_attempt:
            log.error("job_given_up", attempt=job.attempt, exc_info=error)
            self._record_outcome(job, failed_at=now, error=text)
        else:
            log.warning("job_failed", attempt=job.attempt, exc_info=error)
            due = now + pause_after(job.attempt)
            self._record_outcome(job, handed_at=None, due_at=due, error=text)
        return "given_up" if job.is_last_attempt else "failed"

    def _record_outcome(self, job: Job, **values: Any) -> None:
        with self._platform.session() as session:
            session.execute(
                update(OutboxMessage)
                .where(
                    OutboxMessage.id == job.id,
                    OutboxMessage.attempts == job.attempt,
                    OutboxMessage.done_at.is_(None),
                )
                .values(**{"attempts": job.attempt, **values})
                .execution_options(synchronize_session=False)
            )

    @contextmanager
    def _listed(self, job: Job) -> Iterator[None]:
        with self._lock:
            self._running.add(job.id)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(job.id)
