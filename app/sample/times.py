"""When things happened in the demo company: its weeks lie around the present, on working days."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.weeks.phases import SCHEDULED, Phase, Schedule

_SATURDAY = 5
_ON_A_DAY = re.compile(r"(?P<phase>[a-z_]+)(?:\+(?P<days>\d+))?(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
_AGO = re.compile(r"now-(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")


def schedules(now: datetime, zone: ZoneInfo) -> tuple[Schedule, Schedule]:
    """The week half a year ago and the one that forms its crews now, each exploring from a Monday to a Friday.

    Forming began four working days ago, so that whole days of sign-ups lie behind it; exploring begins on the first
    Monday that is at least two days off, so that there is time to try it.
    """
    today = now.astimezone(zone).date()
    monday = _monday_from(today + timedelta(days=2))
    forming = _working_days_before(today, 4)
    running = _schedule(zone, _monday_before(forming - timedelta(days=6)), forming, monday)
    earlier = monday - timedelta(weeks=26)
    return _schedule(zone, earlier - timedelta(days=21), earlier - timedelta(days=11), earlier), running


def instant(text: str, schedule: Schedule, zone: ZoneInfo, now: datetime) -> datetime:
    """Read "forming+1 09:30" (the day after forming began, on the wall clock), "wrap_up" (as it begins), or "now-2h30m"."""
    if ago := _AGO.fullmatch(text):
        return now - timedelta(hours=int(ago["hours"] or 0), minutes=int(ago["minutes"] or 0))
    found = _ON_A_DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"no time can be read from {text!r}")
    begins = schedule.begins[Phase(found["phase"])].astimezone(zone)
    if found["hour"] is None:
        return begins.astimezone(UTC) + timedelta(days=int(found["days"] or 0))
    return _at(
        begins.date() + timedelta(days=int(found["days"] or 0)), f"{found['hour']}:{found['minute']}", zone
    )


def working_days(first: datetime, count: int, zone: ZoneInfo) -> list[date]:
    """The working days among `count` days from that of `first`, which is one."""
    days = (first.astimezone(zone).date() + timedelta(days=number) for number in range(count))
    return [day for day in days if day.weekday() < _SATURDAY]


def on_day(at: datetime, day: date, zone: ZoneInfo) -> datetime:
    """The same time on the wall, on another day."""
    return datetime.combine(day, at.astimezone(zone).time(), zone).astimezone(UTC)


def _schedule(zone: ZoneInfo, pitching: date, forming: date, exploring: date) -> Schedule:
    friday = exploring + timedelta(days=4)
    days = (pitching, forming, exploring, friday, friday, friday + timedelta(days=7))
    clock_times = ("09:00", "09:00", "09:00", "10:00", "16:00", "17:00")
    return Schedule(
        {phase: _at(day, at, zone) for phase, day, at in zip(SCHEDULED, days, clock_times, strict=True)}
    )


def _at(day: date, wall: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall), zone).astimezone(UTC)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _monday_before(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _working_days_before(day: date, count: int) -> date:
    for _ in range(count):
        day -= timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day -= timedelta(days=1)
    return day
