"""How crews came together, day by day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.queries import given, rows
from app.insights.schemas import Course, DayOfForming
from app.signups.models import CrewRole, SignUp
from app.weeks.models import Week
from app.weeks.schemas import WeekRef

MOST_DAYS = 60
_WEEK_BEFORE = (
    select(Week)
    .where(
        col(Week.archived).is_(False), col(Week.cancelled_at).is_(None), col(Week.published_at).is_not(None),
        col(Week.sorts_at) < given("sorts_at"),
    )
    .order_by(col(Week.sorts_at).desc())
    .limit(1)
)  # fmt: skip
_PLACES = (
    sa.select(col(SignUp.person_id), col(SignUp.accepted_at), col(SignUp.ended_at))
    .where(
        col(SignUp.week_id) == given("week_id"), col(SignUp.role) == CrewRole.MEMBER,
        col(SignUp.accepted_at).is_not(None),
    )
    .order_by(col(SignUp.accepted_at))
)  # fmt: skip


def of_week(session: Session, week: Week) -> Course:
    """The people with a crew at the end of each day since forming began, up to now or to the week's close."""
    ref = WeekRef.model_construct(slug=week.slug, title=week.title)
    if week.forming_at is None or week.closed_at is None or week.time_zone is None:
        return Course.model_construct(week=ref, days=[])
    ends = _ends_of_days(week.forming_at, min(week.closed_at, clock.now()), ZoneInfo(week.time_zone))
    people = _people_by_day(rows(session, _PLACES, week_id=week.id), ends) if ends else []
    days = [
        DayOfForming.model_construct(
            day=(end - timedelta(microseconds=1)).date(), number=number, people=people[number]
        )
        for number, end in enumerate(ends)
    ]
    return Course.model_construct(week=ref, days=days)


def week_before(session: Session, week: Week) -> Week | None:
    """The scheduled week before this one."""
    return session.exec(_WEEK_BEFORE, params={"sorts_at": week.sorts_at}).first()


def changes_at(week: Week, now: datetime) -> datetime | None:
    """When time alone changes the course: as forming begins, and at the end of each day until the week closes."""
    if week.forming_at is None or week.closed_at is None or week.time_zone is None or now >= week.closed_at:
        return None
    if now < week.forming_at:
        return week.forming_at
    zone = ZoneInfo(week.time_zone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _ends_of_days(first: datetime, last: datetime, zone: ZoneInfo) -> list[datetime]:
    """Midnight after each day from that of `first` to that of `last`, on the wall of the zone."""
    if last < first:
        return []
    day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    count = min((end - day).days + 1, MOST_DAYS)
    return [datetime.combine(day + timedelta(days=n + 1), time(), zone) for n in range(count)]


def _people_by_day(
    places: Sequence[tuple[str, datetime, datetime | None]], ends: list[datetime]
) -> list[int]:
    """How many people have a place at each end, from every member place ever taken: whose, from when, until when; by when."""
    changes = [0] * (len(ends) + 1)
    counted_up_to: dict[str, int] = {}
    for person_id, since, until in places:
        first = max(bisect_right(ends, since), counted_up_to.get(person_id, 0))
        last = bisect_right(ends, until) if until else len(ends)
        if first < last:
            changes[first] += 1
            changes[last] -= 1
            counted_up_to[person_id] = last
    return [*accumulate(changes)][:-1]
