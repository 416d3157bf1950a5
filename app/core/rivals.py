"""Two who write the same at the same moment: rows that are locked, and rows that are inserted once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def lock(session: Session, row: SQLModel) -> None:
    """Bring a row up to date, and keep rivals from changing it until the transaction ends; they may still refer to it.

    Without it two rivals on PostgreSQL both find the version that they expect.
    """
    session.refresh(row, with_for_update={"key_share": True})


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


@cache
def _unless_there(table: type[SQLModel], dialect: str, told: Any) -> sa.Executable:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).on_conflict_do_nothing()
    return insert.returning(
        told
    )  # rowcount says nothing on PostgreSQL, which takes all rows at once only with it
