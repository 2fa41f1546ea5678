"""Jobs to run: they are declared here once, because declaring is what importing tasks does."""

from datetime import timedelta
from types import ModuleType
from uuid import UUID

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.activity.services import record_activity
from core.db.outbox import OutboxMessage
from core.jobs import actor, bare_actor
from core.jobs.errors import Postponed
from core.jobs.registry import load_core_tasks
from core.log import set_up_logging
from core.platform import Platform
from core.plugin import hookimpl
from core.plugin.loading import load_plugins
from core.plugin.manifest import PluginManifest
from core.tenancy.cache import TenantConfigs


class Trouble:
    """What the next runs of a job are to do."""

    def __init__(self):
        self.errors = []
        self.started = []
        self.hold = None


TROUBLE = Trouble()


@actor(name="trial.note", attempts=3)
def note(scope, word):
    TROUBLE.started.append(word)
    record_activity(scope, "trial", word=word, locale=scope.locale)
    scope.session.flush()
    if TROUBLE.errors:
        raise TROUBLE.errors.pop(0)


# The same for processes in which the plugin is not installed.
actor(name="spare.note", attempts=3)(note)


@actor(name="trial.roll_call")
def roll_call(scope):
    record_activity(scope, "trial", word="here")


@bare_actor(name="trial.slow", attempts=3)
def slow(job, word):
    TROUBLE.started.append(word)
    if TROUBLE.hold is not None:
        TROUBLE.hold.wait(30)
    if TROUBLE.errors:
        raise TROUBLE.errors.pop(0)
    with job.complete() as scope:
        record_activity(scope, "trial", word=word)


@bare_actor(name="trial.later")
def later(job):
    TROUBLE.started.append("later")
    raise Postponed(timedelta(minutes=5), "not now")


@bare_actor(name="trial.forgetful", attempts=2)
def forgetful(job):
    TROUBLE.started.append("forgetful")


@pytest.fixture
def unbound_platform(settings, engine, clock):
    """An installation with one plugin more, which hears of new contacts."""
    module = ModuleType("trial_plugin")
    heard = []

    @hookimpl
    def register_plugin():
        return PluginManifest(name="trial", title="Trial", package="tests.unit.core.jobs")

    @hookimpl
    def contact_created(scope, contact_id):
        heard.append((scope.tenant.slug, contact_id))

    module.register_plugin, module.contact_created = register_plugin, contact_created
    module.heard = heard
    set_up_logging(settings)
    load_core_tasks()
    registry = load_plugins(modules=[module])
    configs = TenantConfigs(registry, settings.base_domain)
    platform = Platform(settings, engine, registry, configs, clock)
    yield platform
    # Its thread must be through with the engine before that is closed.
    platform.breaker_store.settle()


@pytest.fixture(autouse=True)
def trouble():
    TROUBLE.__init__()
    return TROUBLE


@pytest.fixture
def ask(platform):
    """Ask for a job in a transaction of its own; returns the row's id."""

    def ask(name, *args, tenant="acme", **how):
        with platform.scope(tenant) as scope:
            row = scope.enqueue(name, *args, **how)
        return row.id

    return ask


@pytest.fixture
def row(platform):
    """Look at an outbox row."""

    def row(job_id: UUID) -> OutboxMessage:
        with platform.session(reading=True) as session:
            return session.get(OutboxMessage, job_id)

    return row


@pytest.fixture
def words(platform):
    """The effects that jobs had in a tenant."""

    def words(tenant="acme"):
        with platform.scope(tenant, reading=True) as scope:
            found = scope.session.scalars(
                select(Activity.data).where(Activity.kind == "trial").order_by(Activity.id)
            )
            return [data["word"] for data in found]

    return words
