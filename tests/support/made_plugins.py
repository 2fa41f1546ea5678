"""Plugins with tables, written to a folder: to be broken, replaced and taken away."""

import gc
import sys
from pathlib import Path

from core.db.base import Model
from core.plugin.conventions import forget_models

PLUGIN = """
from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest
from {package} import models

@hookimpl
def register_plugin():
    return PluginManifest(name="{name}", title="{name}", package="{package}")
"""
MODELS = """
from core.db.base import Model, TenantOwned

class Thing(TenantOwned, Model):
    __tablename__ = "{name}_thing"
"""
FIRST = """
import sqlalchemy as sa
from alembic import op
from core.db.migrations.rls import protect

revision = "{name}0001"
down_revision = None
branch_labels = ("{name}",)
depends_on = ("{core}",)

def upgrade():
    op.create_table(
        "{name}_thing",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
    )
    protect("{name}_thing")

def downgrade():
    op.drop_table("{name}_thing")
"""
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{name}{number:04}"
down_revision = "{name}{before:04}"
branch_labels = None
depends_on = None

def upgrade():
    op.create_table("{name}_more{number}", sa.Column("id", sa.Uuid, primary_key=True))
    {then}

def downgrade():
    op.drop_table("{name}_more{number}")
"""


class MadePlugin:
    """A package of a plugin with one table.

    :param core: the revision of the core on which its first stands
    """

    def __init__(self, folder, name, *, package="", core="core0005"):
        self.name, self.package, self.folder = name, package or f"made_{name}", Path(folder)
        self.path = self.folder / self.package
        self._words = {"name": name, "package": self.package, "core": core}
        self.write("__init__.py", "")
        self.write("plugin.py", PLUGIN)
        self.write("models.py", MODELS)
        self.write(f"migrations/versions/{name}0001_thing.py", FIRST)

    def write(self, path, text, **words):
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(**self._words, **words))

    def add_revision(self, number, then="pass"):
        path = f"migrations/versions/{self.name}{number:04}_more.py"
        self.write(path, NEXT, number=number, before=number - 1, then=then)
        return self.path / path

    def remove(self):
        for path in sorted(self.path.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.path.rmdir()
        self.forget()

    def forget(self):
        """Let Python forget what it has imported of it."""
        forget_models(self.package)
        table = Model.metadata.tables.get(f"{self.name}_thing")
        if table is not None:
            Model.metadata.remove(table)
        for name in [one for one in sys.modules if one.partition(".")[0] == self.package]:
            del sys.modules[name]
        gc.collect()  # SQLAlchemy knows the classes until they are collected
