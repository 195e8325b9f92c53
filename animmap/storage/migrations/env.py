"""Run migrations on the connection, and in the transaction, that ``migrate`` opened."""

from alembic import context

from animmap.storage.schema import project

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=project.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
