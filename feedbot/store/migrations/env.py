"""Run migrations inside the transaction that `schema.prepare` opened; Alembic loads this file by its path."""

from alembic import context

from feedbot.store.tables import metadata

# SQLite's changes of tables can be rolled back, because our transactions begin with an explicit BEGIN.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
