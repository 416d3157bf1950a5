"""Bringing a database to the newest schema, and telling which it has."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Field, col

from app import VERSION
from app.core.db import Database, Row
from app.core.errors import Conflict
from app.core.paths import migrations_dir

_ADVISORY_LOCK = 7263815


class SchemaFloor(Row, table=True):
    """One row: the newest revision without which no program may run here. A migration that takes something away raises it."""

    __tablename__ = "schema_floor"

    id: int = Field(default=1, primary_key=True)
    revision: str = Field(max_length=32)


def config(folder: Path | None = None) -> Config:
    """Alembic's settings for the migrations that this very installation carries."""
    made = Config()
    made.set_main_option("script_location", str(folder or migrations_dir()).replace("%", "%%"))
    return made


def migrate(db: Database, revision: str = "head") -> None:
    """Upgrade to a revision; two processes that start at once take turns. Raises Conflict("newer_database")."""
    with db.schema_connection() as connection:
        if not db.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        if _is_unknown(present := MigrationContext.configure(connection).get_current_revision()):
            raise Conflict("newer_database", _newer(present))
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


def amiss(db: Database) -> str | None:
    """What keeps this program from using a database, with what to do; None at the newest schema, or at a newer one that still suits it."""
    present = present_revision(db)
    if present == newest_revision():
        return None
    if _is_unknown(present):
        return None if _suits(db) else _newer(present)
    return "The database is not at the newest schema; run `offtrail migrate` first."


def is_newer(db: Database) -> bool:
    """Whether the database has a schema that this program doesn't know."""
    return _is_unknown(present_revision(db))


def _suits(db: Database) -> bool:
    """Whether a newer schema still has all that this program needs: it does as long as its floor is known here."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(SchemaFloor.__tablename__):
            return False
        floor = connection.execute(sa.select(col(SchemaFloor.revision))).scalar_one_or_none()
    return floor is not None and not _is_unknown(floor)


def _is_unknown(revision: str | None) -> bool:
    return revision is not None and all(
        known.revision != revision for known in ScriptDirectory.from_config(config()).walk_revisions()
    )


def _newer(revision: str | None) -> str:
    return (
        f"This database is newer ({revision}) than this Offtrail ({VERSION}, {newest_revision()}); "
        "install the newer version."
    )
