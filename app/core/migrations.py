"""Bringing a database to the newest schema, and telling which it has."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import Database
from app.core.paths import migrations_dir

_ADVISORY_LOCK = 7263815


def config(folder: Path | None = None) -> Config:
    """Alembic's settings for the migrations that this very installation carries."""
    made = Config()
    made.set_main_option("script_location", str(folder or migrations_dir()).replace("%", "%%"))
    return made


def migrate(db: Database, revision: str = "head") -> None:
    """Upgrade to a revision; two processes that start at once take turns."""
    with db.schema_connection() as connection:
        if not db.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def downgrade(db: Database, revision: str) -> None:
    with db.schema_connection() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, revision)


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()


def present_revision(db: Database) -> str | None:
    """The revision of a database; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
