"""What time alone brings about for figures: those of a week that is over are rolled up, and anew when something happens in it."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import Database
from app.core.queries import among, rows
from app.core.rivals import insert_if_absent
from app.events import queries as log
from app.insights import figures
from app.insights.models import RolledUp
from app.insights.years import IS_CURRENT, IS_SHOWN, SETTLES, is_over
from app.weeks.models import Week

_OUTDATE = sa.update(RolledUp).where(among(col(RolledUp.week_id), "ids")).values(made_from=None)


def roll_up_weeks(db: Database) -> int:
    """Roll up each week that is over and whose figures aren't kept as they are by now; tells how many. One transaction each.

    A week that can't be rolled up keeps none of the others waiting; raises ExceptionGroup when they are done.
    """
    with db.reading() as session:
        due = [week_id for (week_id,) in rows(session, _due())]
    failed = [error for week_id in due if (error := _failure_to_roll_up(db, week_id))]
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(due)} weeks could not be rolled up", failed)
    return len(due)


def _failure_to_roll_up(db: Database, week_id: str) -> Exception | None:
    try:
        with db.writing() as session:
            _roll_up(session, week_id)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other weeks' turn comes
        return error
    return None


def outdate(session: Session, week_ids: Collection[str]) -> None:
    """Have weeks rolled up anew of which something changed without an event of theirs.

    Be the last of the transaction to do something: whoever rolls up one of them waits from now on, and then sees what was written.
    """
    for week_id in sorted(week_ids):
        insert_if_absent(session, RolledUp, week_id=week_id, made_from=None, figures=None)
    session.connection().execute(_OUTDATE, {"ids": week_ids})


def _due() -> sa.Select[str]:
    over = sa.or_(col(Week.archived), col(Week.closed_at) <= clock.now() - SETTLES)
    return (
        sa.select(col(Week.id))
        .join(RolledUp, col(RolledUp.week_id) == col(Week.id), isouter=True)
        .where(IS_SHOWN, over, sa.not_(IS_CURRENT), sa.not_(log.has_unnumbered(col(Week.id))))
        .order_by(col(Week.id))
    )


def _roll_up(session: Session, week_id: str) -> None:
    """The log is asked before the facts: what happens in between makes the roll-up one that is out of date, never one that is wrong."""
    insert_if_absent(session, RolledUp, week_id=week_id, made_from=None, figures=None)
    kept = session.exec(select(RolledUp).where(RolledUp.week_id == week_id).with_for_update()).one()
    state = sa.select(sa.func.coalesce(log.highest_of(col(Week.id)), 0), log.has_unnumbered(col(Week.id)))
    number, unnumbered = session.execute(state.where(col(Week.id) == week_id)).one()
    week = session.get_one(Week, week_id)
    if unnumbered or not is_over(week):
        return
    kept.figures = dict(figures.of_weeks(session, [week])[week_id])
    kept.made_from = number
    session.add(kept)
