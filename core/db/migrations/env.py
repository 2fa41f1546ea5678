"""Alembic's entry: runs within the connection that :mod:`core.db.migrate` hands over."""

from alembic import context

from core.db.base import Model

connection = context.config.attributes["connection"]
# What "ventanilla plugin migration" has to say about what is compared and how it is written.
writing = context.config.attributes.get("writing", {})
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
    # Each revision is its own transaction: a failing plugin takes back its own part only.
    transaction_per_migration=True,
    **writing,
)
with context.begin_transaction():
    context.run_migrations()
