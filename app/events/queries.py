"""Reading the log by number, such that a reader who remembers the last number it saw misses nothing, ever."""

from collections.abc import Collection, Sequence
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.errors import Conflict
from app.core.queries import among, given, rows
from app.events import chain
from app.events.models import ErasableText, EventRow, LogEnd

BATCH = 500
State: TypeAlias = tuple[int | None, ...]
"""As `state_of` tells it: the highest number of a week and that of no week, and how many of both have none."""

_UNNUMBERED = select(EventRow.id).where(col(EventRow.seq).is_(None)).limit(1)
_FRESH = (
    sa.select(*EventRow.__table__.columns)  # type: ignore[attr-defined]  # SQLModel gives it to tables
    .where(col(EventRow.seq).is_(None))
    .order_by(col(EventRow.id))
    .limit(BATCH)
)
_NUMBER = (
    sa.update(EventRow.__table__)  # type: ignore[attr-defined]  # as above
    .where(col(EventRow.id) == given("row_id"))
    .values(seq=given("number"), chained=given("digest"))
)
_NUMBERED = (
    sa.func.unnest(
        sa.bindparam("row_id", type_=ARRAY(sa.Text)),
        sa.bindparam("number", type_=ARRAY(sa.BigInteger)),
        sa.bindparam("digest", type_=ARRAY(sa.Text)),
    )
    .table_valued("row_id", "number", "digest", name="numbered")
    .render_derived()
)
_NUMBER_TOGETHER = (
    sa.update(EventRow.__table__)  # type: ignore[attr-defined]  # as above
    .where(col(EventRow.id) == _NUMBERED.c.row_id)
    .values(seq=_NUMBERED.c.number, chained=_NUMBERED.c.digest)
)
"""The same in one statement for PostgreSQL, where one for each row takes twice as long."""
_LAST_NUMBER = select(LogEnd.last)
_TEXTS = select(ErasableText).where(among(col(ErasableText.digest), "digests"))


def highest_of(week_id: SQLColumnExpression[str]) -> sa.ScalarSelect[int | None]:
    """The highest number among a week's events, as a column of a statement; null where none has one.

    As a range, and in this order: with `=`, PostgreSQL may as well look through the whole log from its end.
    """
    return (
        sa.select(col(EventRow.seq))
        .where(
            col(EventRow.week_id) >= week_id,
            col(EventRow.week_id) <= week_id,
            col(EventRow.seq).is_not(None),
        )
        .order_by(col(EventRow.week_id).desc(), col(EventRow.seq).desc())
        .limit(sa.literal_column("1"))
        .scalar_subquery()
    )


def has_unnumbered(week_id: SQLColumnExpression[str]) -> sa.ColumnElement[bool]:
    """Whether events of a week are committed that have no number yet, as a column of a statement."""
    return sa.exists().where(col(EventRow.seq).is_(None), col(EventRow.week_id) == week_id)


_OF_WEEK = col(EventRow.week_id) == given("week_id")
_OF_NO_WEEK = col(EventRow.week_id).is_(None)
_HIGHEST_OF_NO_WEEK = sa.select(sa.func.max(col(EventRow.seq))).where(_OF_NO_WEEK).scalar_subquery()
STATE = (
    highest_of(given("week_id")),
    _HIGHEST_OF_NO_WEEK,
    sa.select(sa.func.count())
    .where(col(EventRow.seq).is_(None), sa.or_(_OF_WEEK, _OF_NO_WEEK))
    .scalar_subquery(),
)
"""What `state_of` tells, as columns of a statement that is given a `week_id`."""
_STATE = sa.select(*STATE)


def number_committed(db: Database) -> None:
    """Give each committed event that has none its number, and chain it to the one before.

    A number taken at insertion would be skipped by readers when an earlier one commits later. Numbering what is
    committed, under the lock on the log's end, keeps the order without having writers wait for one another.
    """
    with db.reading() as session:
        if not _some_unnumbered(session):
            return
    more = True
    while more:
        with db.writing() as session:
            more = _number_some(session)


def number_in(session: Session) -> None:
    """Number within a writing session of one's own; commit soon, others wait for the log's end."""
    while _number_some(session):
        pass


def _number_some(session: Session) -> bool:
    """Number a batch, such that nobody waits long for the log's end; tells whether there may be more."""
    end = session.exec(select(LogEnd).with_for_update()).one()
    connection = session.connection()
    numbered = []
    for row in connection.execute(_FRESH).mappings().all():
        end.last += 1
        end.chained = chain.digest(end.chained, {**row, "seq": end.last})
        numbered.append({"row_id": row["id"], "number": end.last, "digest": end.chained})
    if numbered:
        if connection.dialect.name == "sqlite":
            connection.execute(_NUMBER, numbered)
        else:
            columns = {name: [one[name] for one in numbered] for name in numbered[0]}
            connection.execute(_NUMBER_TOGETHER, columns)
        session.add(end)
    return len(numbered) == BATCH


def _some_unnumbered(session: Session) -> bool:
    return bool(rows(session, _UNNUMBERED))


def last_number(session: Session) -> int:
    """The highest number given so far; 0 for an empty log."""
    return int(rows(session, _LAST_NUMBER)[0][0])


def state_of(session: Session, week_id: str) -> State:
    """What is another after each event that is committed for a week, or for none, such as a person's new name.

    Numbers only rise, and while no number is given the events without one can only become more.
    """
    return tuple(rows(session, _STATE, week_id=week_id)[0])


def private_texts(session: Session, digests: Collection[str]) -> dict[str, str]:
    """The words behind these digests, as far as they have not been erased."""
    if not digests:
        return {}
    rows: Sequence[ErasableText] = session.exec(_TEXTS, params={"digests": [*digests]}).all()
    return {row.digest: row.text for row in rows}


def end_after(session: Session, number: int) -> int:
    """The highest number given. Raises Conflict("after_unknown") when the reader claims to have seen beyond it."""
    end = last_number(session)
    if number > end:
        raise Conflict(
            "after_unknown",
            f"The log ends at {end}. If it was restored from a backup, start again with after=0.",
            last=end,
        )
    return end
