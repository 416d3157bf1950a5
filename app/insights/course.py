"""How crews came together, day by day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.core import clock
from app.insights.schemas import Course, DayOfForming
from app.signups.models import CrewRole, SignUp
from app.weeks.models import Week
from app.weeks.schemas import WeekRef

MOST_DAYS = 60


def of_week(session: Session, week: Week) -> Course:
    """The people with a crew at the end of each day since forming began, up to now or to the week's close."""
    ref = WeekRef.model_construct(slug=week.slug, title=week.title)
    if week.forming_at is None or week.closed_at is None or week.time_zone is None:
        return Course.model_construct(week=ref, days=[])
    ends = _ends_of_days(week.forming_at, min(week.closed_at, clock.now()), ZoneInfo(week.time_zone))
    places = _places(session, week)
    days = [
        DayOfForming.model_construct(
            day=(end - timedelta(microseconds=1)).date(), number=number, people=_people_at(places, end)
        )
        for number, end in enumerate(ends)
    ]
    return Course.model_construct(week=ref, days=days)


def before(session: Session, week: Week) -> Course | None:
    """The course of the scheduled week before this one."""
    earlier = session.exec(
        select(Week)
        .where(
            col(Week.archived).is_(False), col(Week.cancelled_at).is_(None), col(Week.published_at).is_not(None),
            col(Week.sorts_at) < week.sorts_at,
        )
        .order_by(col(Week.sorts_at).desc())
        .limit(1)
    ).first()  # fmt: skip
    return of_week(session, earlier) if earlier else None


def _ends_of_days(first: datetime, last: datetime, zone: ZoneInfo) -> list[datetime]:
    """Midnight after each day from that of `first` to that of `last`, on the wall of the zone."""
    if last < first:
        return []
    day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    count = min((end - day).days + 1, MOST_DAYS)
    return [datetime.combine(day + timedelta(days=n + 1), time(), zone) for n in range(count)]


def _places(session: Session, week: Week) -> Sequence[tuple[str, datetime, datetime | None]]:
    """Every member place ever taken: whose, from when, until when."""
    rows = session.exec(
        select(SignUp.person_id, SignUp.accepted_at, SignUp.ended_at).where(
            SignUp.week_id == week.id, SignUp.role == CrewRole.MEMBER, col(SignUp.accepted_at).is_not(None)
        )
    )
    return [(person_id, since, until) for person_id, since, until in rows if since is not None]


def _people_at(places: Sequence[tuple[str, datetime, datetime | None]], at: datetime) -> int:
    return len(
        {person_id for person_id, since, until in places if since < at and (until is None or until >= at)}
    )
