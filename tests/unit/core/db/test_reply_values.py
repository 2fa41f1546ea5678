"""What happens to a reply to a closed case had Spanish names before ``core0025``."""

import importlib

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from core.scope import SYSTEM
from core.tenancy.services import change_settings, read_document
from core.undo.models import UndoStep
from core.undo.services import undo, undoable

revision = importlib.import_module("core.db.migrations.versions.core0025_reply_values")


@pytest.fixture
def migrate(platform):
    """Take the rows of this database back before the revision, or over it again."""

    def run(direction):
        with platform.every_tenant() as session:
            connection = session.connection()
            with Operations.context(MigrationContext.configure(connection)):
                direction()

    return run


@pytest.fixture
def chosen(platform):
    def choose(reply, *parts):
        with platform.scope("acme", actor=SYSTEM) as scope:
            with undoable(scope, "settings:change", "settings", *parts) as step:
                change_settings(scope, "cases", {"reply_to_closed": reply, "first_number": 7})
            return step.id

    return choose


def _stored(platform):
    with platform.scope("acme", reading=True) as scope:
        return read_document(scope, "settings")["cases"]["reply_to_closed"]


class TestRenaming:
    @pytest.mark.parametrize(
        ("old", "new"),
        [("REABRIR", "reopen"), ("CREAR_NUEVO", "new_case"), ("NO_ACTUALIZAR", "no_update")],
    )
    def test_what_is_stored_is_renamed_and_known_to_every_process(
        self, platform, chosen, migrate, old, new
    ):
        chosen(new)
        migrate(revision.downgrade)
        assert _stored(platform) == old
        with platform.scope("acme", reading=True) as scope:
            version = scope.tenant.version

        migrate(revision.upgrade)

        assert _stored(platform) == new
        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.version > version
            assert scope.tenant.settings("cases")["first_number"] == 7

    def test_a_change_can_be_undone_afterwards(self, platform, chosen, migrate):
        chosen("no_update")
        step_id = chosen("new_case", "secrets")
        migrate(revision.downgrade)
        migrate(revision.upgrade)

        with platform.scope("acme", actor=SYSTEM) as scope:
            undo(scope, step_id)

        assert _stored(platform) == "no_update"

    def test_what_was_changed_since_stays_so(self, platform, chosen, migrate):
        chosen("no_update")
        chosen("new_case")
        with platform.scope("acme", reading=True) as scope:
            marks = list(scope.session.scalars(sa.select(UndoStep.after).order_by(UndoStep.id)))

        migrate(revision.downgrade)
        migrate(revision.upgrade)

        with platform.scope("acme", reading=True) as scope:
            query = sa.select(UndoStep.after).order_by(UndoStep.id)
            assert list(scope.session.scalars(query)) == marks


class TestBeside:
    def test_a_value_that_the_code_before_stores_is_read(self, platform, chosen, migrate):
        chosen("no_update")
        migrate(revision.downgrade)

        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.settings("cases")["reply_to_closed"] == "no_update"
