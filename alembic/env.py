"""Runs the migrations on the connection that `storage.database` hands over, or on CORPUS_DB for the alembic command."""

import os

from alembic import context
from sqlalchemy import Connection

from storage.database import open_database
from storage.models import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_database(os.environ.get("CORPUS_DB", "sqlite:///corpus.db")).begin() as connection:
        run(connection)
