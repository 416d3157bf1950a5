"""How alembic reaches the database: the connection that the application hands over, or the settings' own."""

from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import app.tables  # noqa: F401  # autogenerate and drift checks compare with every table
from app.core.config import load
from app.core.db import Database

NOT_IN_METADATA = ("indexed_text_fts", "ix_indexed_text_words", "ix_indexed_text_newest")


def include(_: object, name: str | None, kind: str, __: bool, ___: object) -> bool:  # alembic's signature
    """The full-text index is not the same on both databases, and so not in the tables' metadata."""
    if kind == "column":
        return name != "words"
    return not (kind in ("table", "index") and name is not None and name.startswith(NOT_IN_METADATA))


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        include_object=include,
        compare_type=True,
        compare_server_default=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(load().database_url).schema_connection() as own:
        run(own)
