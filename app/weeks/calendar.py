"""Moving a schedule by months such that its weekdays and its times on the wall stay."""

from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from app.weeks.phases import SCHEDULED, Phase, Schedule


def months_on(schedule: Schedule, zone: ZoneInfo, months: int) -> Schedule:
    """The schedule some months later: each instant at the same time on the wall of `zone`, on the same weekday.

    All instants move by one number of whole weeks, that which brings the day on which exploring begins nearest to
    the same day of the month. Where the clocks change in between, two instants less than an hour apart may change
    places; the later phase then begins with the earlier one.
    """
    first = schedule.begins[Phase.EXPLORING].astimezone(zone).date()
    shift = _whole_weeks(first, _add_months(first, months))
    later = [_later(schedule.begins[phase], zone, shift) for phase in SCHEDULED]
    return Schedule(dict(zip(SCHEDULED, accumulate(later, max), strict=True)))


def _whole_weeks(first: date, wanted: date) -> timedelta:
    return timedelta(weeks=round((wanted - first).days / 7))


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):  # 31 August and half a year is the last of February
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _later(instant: datetime, zone: ZoneInfo, shift: timedelta) -> datetime:
    """The same wall time a number of days on; one that the clocks skip is read as before they change."""
    return (instant.astimezone(zone) + shift).astimezone(instant.tzinfo)
