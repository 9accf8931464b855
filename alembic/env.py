"""Runs the migrations on the connection that `storage.migrations` gives, or on CORPUS_DB for the alembic command."""

import os

from alembic import context
from sqlalchemy import Connection

from storage.database import open_database, revisions
from storage.migrations import migrating
from storage.models import Base
from storage.views import create_views, drop_views


def run(connection: Connection) -> None:
    """Takes the steps. A view stands in the way of changes to its tables, so the views are there at the newest only."""
    others = drop_views(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if context.get_context().get_current_revision() == revisions()[-1]:
            create_views(connection)
        for statement in others:
            connection.exec_driver_sql(statement)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrating(open_database(os.environ.get("CORPUS_DB", "sqlite:///corpus.db"))) as connection:
        run(connection)
