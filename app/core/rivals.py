"""Two who write the same at the same moment: rows that are locked, and rows that are inserted and deleted once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from app.core.errors import NotFound


def lock(session: Session, row: SQLModel) -> None:
    """Bring a row up to date, and keep rivals from changing it until the transaction ends; they may still refer to it.

    Without it two rivals on PostgreSQL both find the version that they expect. Raises NotFound where one has just deleted it.

    What was checked before is checked again after it. Two who lock the same rows do it in one order, or may wait for each other in a
    circle: people, weeks, pitches, participations, and last what hangs on them, such as outcomes and the words that they are found by.
    """
    key = sa.inspect(row).identity
    if session.get(type(row), key, populate_existing=True, with_for_update={"key_share": True}) is None:
        raise NotFound


_ONE: sa.ColumnElement[int] = sa.literal_column("1")


def insert_if_absent(session: Session, table: type[SQLModel], **values: object) -> bool:
    """Insert a row unless a unique constraint forbids it; tells whether it was inserted.

    On PostgreSQL a rival's uncommitted row is waited for.
    """
    return bool(insert_where_absent(session, table, [values]))


def insert_where_absent(
    session: Session,
    table: type[SQLModel],
    rows: Sequence[Mapping[str, object]],
    told: Any = _ONE,  # a mapped column, or one of a statement
) -> list[Any]:
    """Likewise some rows of one shape; tells a column of those that were inserted.

    Two who insert the same rows do it in the same order, or may wait for each other in a circle.
    """
    if not rows:
        return []
    statement = _unless_there(table, session.get_bind().dialect.name, told)
    return [*session.connection().execute(statement, rows).scalars()]


def delete_if_there(session: Session, row: SQLModel) -> bool:
    """Delete a row unless a rival has; tells whether it was there. On PostgreSQL a rival that has yet to commit is waited for."""
    state = sa.inspect(row)
    key = zip(state.mapper.primary_key, state.identity, strict=True)
    deleted = session.connection().execute(
        sa.delete(state.mapper.local_table).where(*(column == value for column, value in key))
    )
    session.expunge(row)
    return deleted.rowcount == 1


@cache
def _unless_there(table: type[SQLModel], dialect: str, told: Any) -> sa.Executable:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).on_conflict_do_nothing()
    return insert.returning(
        told
    )  # rowcount says nothing on PostgreSQL, which takes all rows at once only with it
