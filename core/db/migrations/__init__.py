"""The database's history: one alembic branch for the core and one per plugin."""
