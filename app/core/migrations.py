"""Bringing a database to the newest schema, and telling which it has."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, col

from app import VERSION
from app.core.db import Database
from app.core.errors import Conflict
from app.core.paths import migrations_dir
from app.core.tables import Row

if TYPE_CHECKING:
    from alembic.config import Config

_ADVISORY_LOCK = 7263815
_REVISION = re.compile(r"""^revision = ["'](\w+)["']$""", re.MULTILINE)
_PRESENT = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table("alembic_version"))
"""Where Alembic notes it."""


class SchemaFloor(Row, table=True):
    """One row: the newest revision without which no program may run here. A migration that takes something away raises it."""

    __tablename__ = "schema_floor"

    id: int = Field(default=1, primary_key=True)
    revision: str = Field(max_length=32)


def config(folder: Path | None = None) -> "Config":
    """Alembic's settings for the migrations that this very installation carries."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(folder or migrations_dir()).replace("%", "%%"))
    return made


def migrate(db: Database, revision: str = "head") -> None:
    """Upgrade to a revision; two processes that start at once take turns. Raises Conflict("newer_database")."""
    from alembic import command

    with db.schema_connection() as connection:
        if not db.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        if _is_unknown(present := _noted(connection)):
            raise Conflict("newer_database", _newer(present))
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def downgrade(db: Database, revision: str) -> None:
    from alembic import command

    with db.schema_connection() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, revision)


@cache
def known_revisions() -> frozenset[str]:
    """The migrations that this installation carries, as their files name themselves: Alembic would run each of them for it."""
    files = (migrations_dir() / "versions").glob("*.py")
    return frozenset(name for file in files for name in _REVISION.findall(file.read_text("utf-8")))


def newest_revision() -> str:
    """The last of them; they are numbered one after another."""
    return max(known_revisions())


def present_revision(db: Database) -> str | None:
    """The revision of a database; None for an empty one."""
    with db.engine.connect() as connection:
        return _noted(connection)


def _noted(connection: Connection) -> str | None:
    noted: str | None = None
    if sa.inspect(connection).has_table("alembic_version"):
        noted = connection.execute(_PRESENT).scalar_one_or_none()
    return noted


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
    return revision is not None and revision not in known_revisions()


def _newer(revision: str | None) -> str:
    return (
        f"This database is newer ({revision}) than this Offtrail ({VERSION}, {newest_revision()}); "
        "install the newer version."
    )
