import sys

import pytest

from core.db.releases import RELEASES
from core.errors import VentanillaError
from core.plugin_kit.checking import open_subject
from core.plugin_kit.migrations import write_migration
from tests.support.made_plugins import MadePlugin

MORE = """
from sqlalchemy.orm import Mapped, mapped_column
from datetime import datetime
from typing import Any
from core.db.base import Model, TenantOwned

class Thing(TenantOwned, Model):
    __tablename__ = "{name}_thing"
    made_at: Mapped[datetime | None]
    data: Mapped[dict[str, Any] | None]
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    plugin = MadePlugin(tmp_path, "odd_2")
    yield plugin
    plugin.forget()


class TestWriteMigration:
    def test_the_first_begins_a_branch_on_the_newest_of_the_core(self, plugin):
        (plugin.path / "migrations/versions/odd_20001_thing.py").unlink()

        path = write_migration(open_subject(str(plugin.path)), "Make things", is_empty=False)

        text = path.read_text()
        assert path.name == "odd_20001_make_things.py"
        assert "branch_labels = ('odd_2',)" in text
        assert f"depends_on = ('{RELEASES[-1][-1]}',)" in text
        assert "op.create_table('odd_2_thing'" in text
        assert 'protect("odd_2_thing")\n' in text
        assert "schema_release" not in text
        compile(text, str(path), "exec")

    def test_the_next_stands_on_it_and_writes_our_types_as_they_are(self, plugin):
        plugin.write("models.py", MORE)

        path = write_migration(open_subject(str(plugin.path)), "More", is_empty=False)

        text = path.read_text()
        assert "down_revision = 'odd_20001'" in text
        assert "sa.Column('made_at', sa.DateTime(timezone=True), nullable=True)" in text
        assert "sa.Column('data', Json, nullable=True)" in text
        assert "from core.plugin.api import Json" in text
        assert "protect" not in text

    def test_where_nothing_is_to_be_done_none_is_written_unless_it_is_asked_for(self, plugin):
        subject = open_subject(str(plugin.path))

        with pytest.raises(VentanillaError, match="nothing to write"):
            write_migration(subject, "Nothing", is_empty=False)

        assert write_migration(subject, "By hand", is_empty=True).name == "odd_20002_by_hand.py"

    def test_those_that_can_not_be_read_are_said_in_a_sentence(self, plugin):
        plugin.write("migrations/versions/odd_20001_thing.py", "1 / 0")

        with pytest.raises(VentanillaError, match="can't be read: ZeroDivisionError"):
            write_migration(open_subject(str(plugin.path)), "More", is_empty=False)
