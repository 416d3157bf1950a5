"""The figures of all weeks, page by page: read from roll-ups where these are up to date, else counted."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.queries import given
from app.events import queries as log
from app.insights import figures
from app.insights.figures import Figures
from app.insights.models import RolledUp
from app.insights.schemas import WeekFigures
from app.people import queries as people
from app.weeks.models import Week
from app.weeks.phases import Phase

SETTLES = timedelta(minutes=5)
"""What began before a week closed has long been committed then, also what is no event of the week, such as that somebody left."""

IS_SHOWN = sa.and_(col(Week.published_at).is_not(None), col(Week.cancelled_at).is_(None))
IS_CURRENT = sa.and_(
    col(RolledUp.made_from).is_not(None),
    sa.func.coalesce(log.highest_of(col(Week.id)), 0) <= col(RolledUp.made_from),
    sa.not_(log.has_unnumbered(col(Week.id))),
)
"""The condition on a week, and its roll-up if it has one, that nothing happened in the week since that was made."""
_ORDER = (col(Week.sorts_at), col(Week.id))
_NEWEST = (
    sa.select(Week, col(RolledUp.figures), IS_CURRENT)
    .join(RolledUp, col(RolledUp.week_id) == col(Week.id), isouter=True)
    .where(IS_SHOWN)
    .order_by(*(column.desc() for column in _ORDER))
    .limit(given("most"))
)


def page(session: Session, cursor: str | None, limit: int) -> tuple[list[WeekFigures], str | None]:
    """The figures of the weeks that are published and not cancelled, the newest first, and the cursor of the next page."""
    found = _NEWEST
    if cursor is not None:
        found = found.where(beyond(_ORDER, read_cursor(cursor, "years", datetime, str), descending=True))
    told = session.execute(found, {"most": limit + 1}).all()
    following = None
    if len(told) > limit:
        last = told[limit - 1][0]
        following = write_cursor("years", last.sorts_at, last.id)
    return _shown(session, [(week, kept, current) for week, kept, current in told[:limit]]), following


def _shown(session: Session, told: list[tuple[Week, Figures | None, bool]]) -> list[WeekFigures]:
    known = {week.id: kept for week, kept, current in told if kept and current and is_over(week)}
    known |= figures.of_weeks(session, [week for week, _, _ in told if week.id not in known])
    names = _names(session, known)
    return [figures.shown(week, known[week.id], names) for week, _, _ in told]


def is_over(week: Week) -> bool:
    return week.phase(clock.now()) is Phase.CLOSED


def _names(session: Session, known: Mapping[str, Figures]) -> dict[str, str]:
    ids = {one["id"] for found in known.values() for one in found["home_teams"] if one["id"]}
    return people.home_team_names(session, ids)
